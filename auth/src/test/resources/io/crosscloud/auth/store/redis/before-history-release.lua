-- KEYS: row. ARGV: generation, holder, '1' to leave the attempt mark, pause in ms.
local row = redis.call('HMGET', KEYS[1], 'generation', 'leaseHolder')
if row[1] ~= ARGV[1] or row[2] ~= ARGV[2] then
  return 0
end
redis.call('HDEL', KEYS[1], 'leaseHolder', 'leaseUntil', 'beacon', 'notBefore')
if ARGV[3] ~= '1' then
  redis.call('HDEL', KEYS[1], 'attemptedAt')
end
if tonumber(ARGV[4]) > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', KEYS[1], 'notBefore', string.format('%.0f', now + ARGV[4]))
end
return 1
