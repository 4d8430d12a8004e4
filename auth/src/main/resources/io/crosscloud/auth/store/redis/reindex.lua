-- KEYS: row, index. ARGV: name in the index, renewBefore, the same in ms.
-- Puts an entry where its row says, if the row still says so. Answers with 0 if the server takes no writes.
if redis.call('HGET', KEYS[1], 'renewBefore') ~= ARGV[2] then
  return 1
end
local added = redis.pcall('ZADD', KEYS[2], ARGV[3], ARGV[1])
return type(added) == 'number' and 1 or 0
