-- Sends the requests of a file, one after the other, each with a fresh number where it has a mark.
-- BENCH_REQUESTS is the file, BENCH_RUN the first digits of the numbers.

local mark = string.rep("@", 12)
local run = tonumber(os.getenv("BENCH_RUN"))
local requests = {}
local sent = 0

local function split(text, separator)
  local parts, from = {}, 1
  while true do
    local first, last = string.find(text, separator, from, true)
    if not first then
      parts[#parts + 1] = string.sub(text, from)
      return parts
    end
    parts[#parts + 1] = string.sub(text, from, first - 1)
    from = last + 1
  end
end

function init()
  local file = assert(io.open(os.getenv("BENCH_REQUESTS"), "rb"))
  for place, request in ipairs(split(file:read("*a"), "\0")) do
    requests[place] = split(request, mark)
  end
  file:close()
end

function request()
  sent = sent + 1
  local parts = requests[(sent - 1) % #requests + 1]
  if #parts == 1 then return parts[1] end
  return table.concat(parts, string.format("%04d%08d", run, sent))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
