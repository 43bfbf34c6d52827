-- Sends the requests of a file, one after the other, each with a fresh number where it has a mark.
-- BENCH_REQUESTS is the file, BENCH_RUN the first digits of the numbers. With BENCH_RATE so many are sent a second,
-- whatever becomes of those before, as long as any connection is free.

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

local rate = tonumber(os.getenv("BENCH_RATE"))
if rate then
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long s; long us; } bench_time; int gettimeofday(bench_time *, void *);")
  local clock, due_ms = ffi.new("bench_time"), 0
  -- The connection that is free next takes the next place in the row; what was missed is made up for 50 ms.
  function delay()
    ffi.C.gettimeofday(clock, nil)
    local now_ms = tonumber(clock.s) * 1000 + tonumber(clock.us) / 1000
    due_ms = math.max(due_ms + 1000 / rate, now_ms - 50)
    return math.max(0, math.floor(due_ms - now_ms))
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"broken":%d,"late":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
