-- For wrk: asks for one sentence of another source each time and tells quantiles.
--   wrk -t1 -c64 -d20s -s generate.lua http://127.0.0.1:8080
-- Sources are in the file that DLM_SOURCES names, one a line; else there are three.
local sources = {
  "can my parrot travel with me by taxi ?",
  "where can i buy a cheap bike ?",
  "can i wear a skirt to the dinner ?",
}
if os.getenv("DLM_SOURCES") then
  sources = {}
  for line in io.lines(os.getenv("DLM_SOURCES")) do
    sources[#sources + 1] = line
  end
end

local asked = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

request = function()
  asked = asked + 1
  return wrk.format(nil, "/v1/generate", nil, '{"inputs": ["' .. sources[asked % #sources + 1] .. '"]}')
end

done = function(summary, latency)
  io.write(string.format(
    "median %.2f ms, 99%% within %.2f ms, %d answers, %d of them errors, %.0f a second\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.requests, summary.errors.status,
    summary.requests / (summary.duration / 1e6)))
end
