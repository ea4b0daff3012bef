"""calls.py CLIENT URL REQUEST CALLS CONCURRENCY: makes so many calls with `openai` or `litellm`.

Each call sends the request in the file REQUEST and reads the answer's JSON. Prints calls a second,
microseconds of processor per call, and megabytes at most, the start of the program left out of
the first two.
"""

import asyncio
import json
import logging
import os
import resource
import sys
import time

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
client, url, file, calls, concurrency = sys.argv[1:]
calls, concurrency = int(calls), int(concurrency)
with open(file) as text:
    request = json.load(text)

if client == "openai":
    import httpx
    import openai

    made = openai.AsyncOpenAI(
        base_url=url,
        api_key="sk-benchmark",
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(
            limits=httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
        ),
    )

    async def call():
        return await made.chat.completions.create(**request)

else:
    import litellm

    litellm.suppress_debug_info = True
    logging.getLogger("LiteLLM").setLevel(logging.ERROR)
    request["model"] = "openai/" + request["model"]

    async def call():
        return await litellm.acompletion(
            **request, api_base=url, api_key="sk-benchmark", max_retries=0
        )


async def work(numbers):
    for _ in numbers:
        reply = await call()
        assert json.loads(reply.choices[0].message.content)["tier"] == 1


async def main():
    # Connections and whatever is loaded late are there before it counts.
    await asyncio.gather(*(work(range(1)) for _ in range(concurrency)))
    numbers = iter(range(calls))
    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work(numbers) for _ in range(concurrency)))
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{calls / seconds:.0f} {processor / calls * 1e6:.0f} {memory:.0f}")


asyncio.run(main())
