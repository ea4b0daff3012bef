-- wrk -s post.lua URL -- FILE: posts the request in FILE again and again.
function init(arguments)
  local file = assert(io.open(arguments[1], "r"))
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer sk-benchmark"
  wrk.body = file:read("*a")
  file:close()
end

function done(summary, latency, requests)
  if summary.errors.status + summary.errors.connect + summary.errors.read > 0 then
    io.write("errors: some answers were none\n")
  end
end
