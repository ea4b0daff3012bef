# The parts of scripts/bench that make calls and keep answers; it reads this file.

# A database of its own, without anything in it; prints its URL.
empty_database() {
  local server
  server=$(scripts/postgres start 2>/dev/null)
  psql -q "$server" -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1" >&2 2>/dev/null
  printf '%s\n' "${server/\/postgres\?/\/$1?}"
}

# Microseconds that the processes of the PostgreSQL server behind a URL have used and ended.
postgres_time() {
  local process ticks
  process=$(head -1 "$(psql -qAt "$1" -c 'SHOW data_directory')/postmaster.pid")
  ticks=$(awk '{ print $16 + $17 }' "/proc/$process/stat")
  printf '%s\n' "$((ticks * 1000000 / $(getconf CLK_TCK)))"
}

# One run of so many calls: calls a second from the first reservation to the last answer settled,
# microseconds of processor per call of gearbox (the whole program, from its start) and of
# PostgreSQL, megabytes.
#   gearbox_run CALLS CONCURRENCY SERVER -> "RATE MICROSECONDS POSTGRES MEGABYTES"
gearbox_run() {
  local calls=$1 concurrency=$2 url=$3 database before after
  database=$(empty_database bench_calls)
  psql -q "$database" -v photographs="$calls" -f Benchmarks/sql/photographs.sql
  mkdir -p "$scratch/rules"
  cp -r Benchmarks/rules/prompts "$scratch/rules/"
  sed "s/concurrency: 64 /concurrency: $concurrency /" Benchmarks/rules/calls.yaml \
    >"$scratch/rules/calls.yaml"
  before=$(postgres_time "$database")
  OPENAI_BASE_URL=$url OPENAI_API_KEY=sk-benchmark python3 - "$calls" \
    "$gearbox" run "$scratch/rules/calls.yaml" --models rules/models.yaml --budget 100000 --yes \
    --database "$database" >"$scratch/used" <<'PYTHON'
import os, subprocess, sys

child = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
message = child.stderr.read()
_, status, usage = os.wait4(child.pid, 0)
if os.waitstatus_to_exitcode(status) != 0:
    sys.exit(message.decode())
processor = (usage.ru_utime + usage.ru_stime) / int(sys.argv[1]) * 1e6
print(f"{processor:.0f} {usage.ru_maxrss / 1024:.0f}")
PYTHON
  # A server's process ends a moment after its client.
  sleep 0.5
  after=$(postgres_time "$database")
  local processor memory
  read -r processor memory <"$scratch/used"
  printf '%s %s %s %s\n' "$(
    psql -qAt "$database" -c "
      SELECT round(count(*) / extract(epoch FROM max(settled_at) - min(sent_at)))
      FROM gearbox_calls WHERE state = 'settled' AND outcome = 'answered'
      HAVING count(*) = $calls"
  )" "$processor" "$(((after - before) / calls))" "$memory"
}

measure_run() {
  local url concurrency wrk rate processor postgres memory peer calls python=
  cc -O2 -o "$scratch/delayed" Benchmarks/server/delayed.c
  "$scratch/delayed" 0 20 Benchmarks/server/answer.json >"$scratch/url" &
  delayed=$!
  until [[ -s $scratch/url ]]; do sleep 0.1; done
  url=$(cat "$scratch/url")
  if python3 -m venv "$scratch/clients" \
    && "$scratch/clients/bin/pip" -q install openai litellm >&2; then
    python=$scratch/clients/bin/python
  else
    say "The clients in Python cannot be installed: left out."
  fi

  printf '## Calls\n\nTo a server of one thread that answers after 20 ms. gearbox settles each '
  printf 'validated answer in PostgreSQL, on the\nsame machine; the others throw it away.\n\n'
  printf '| in flight | client | calls a second | of wrk | processor per call | of LiteLLM | '
  printf 'PostgreSQL per call | memory |\n|---|---|---|---|---|---|---|---|\n'
  for concurrency in 64 256; do
    say "Calls with $concurrency in flight …"
    # Beside everybody, before and after: the better one counts.
    wrk=$(wrk_rate "$concurrency" "$url")
    calls=$((concurrency * 300))
    read -r rate processor postgres memory < <(gearbox_run "$calls" "$concurrency" "$url")
    local litellm=- lines=
    if [[ -n $python ]]; then
      for peer in openai litellm; do
        local theirs used most
        read -r theirs used most < <(
          "$python" Benchmarks/peers/calls.py "$peer" "$url" Benchmarks/server/request.json 2000 \
            "$concurrency" 2>/dev/null)
        lines+="| $concurrency | $peer | $theirs | $(ratio "$theirs" "$wrk") | $used µs | | – | $most MB |"
        lines+=$'\n'
        [[ $peer == litellm ]] && litellm=$(ratio "$processor" "$used")
      done
    fi
    local again
    again=$(wrk_rate "$concurrency" "$url")
    [[ $again -gt $wrk ]] && wrk=$again
    printf '| %s | wrk | %s | 1.00 | | | – | |\n' "$concurrency" "$wrk"
    printf '| %s | gearbox | %s | %s | %s µs | %s | %s µs | %s MB |\n%s' "$concurrency" "$rate" \
      "$(ratio "$rate" "$wrk")" "$processor" "$litellm" "$postgres" "$memory" "$lines"
  done
  printf '\n'
  kill "$delayed"
}

# Calls a second of wrk, on one thread as the others' HTTP is.
wrk_rate() {
  wrk -t1 -c"$1" -d5s -s Benchmarks/peers/post.lua "$2/chat/completions" -- \
    Benchmarks/server/request.json | awk '/^Requests\/sec/ { printf "%.0f\n", $2 }'
}

# A million tasks, of which a tenth are settled.
measure_settle() {
  local database tasks=$((images < 1000000 ? images : 1000000))
  say "Building the benchmark of settling …"
  swift build -c release --package-path Benchmarks --product SettlementBenchmark >&2
  database=$(empty_database bench_tasks)
  psql -q "$database" -v photographs="$tasks" -f Benchmarks/sql/photographs.sql
  printf '## Planning and settling in PostgreSQL\n\nBy two workers at once, in groups of 500.\n\n```\n'
  "$(swift build -c release --package-path Benchmarks --show-bin-path)/SettlementBenchmark" \
    Benchmarks/rules/calls.yaml rules/models.yaml "$database" "$((tasks / 10))"
  printf '```\n\n'
}
