-- What wrk sends: a program that no cache has seen, since each has a number of its own.
-- Arguments: the first number, and the body of a request with @ where the number stands.

local number, before, behind

function init(arguments)
  number = tonumber(arguments[1])
  before, behind = arguments[2]:match("(.*)@(.*)")
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number + 1
  return wrk.format(nil, nil, nil, before .. number / 1000 .. behind)
end

function done(summary, latency)
  local errors = summary.errors
  local lost = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    '\n{"answers": %d, "refused": %d, "lost": %d, "seconds": %f, "ms": [%f, %f, %f, %f]}\n',
    summary.requests, errors.status, lost, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3
  ))
end
