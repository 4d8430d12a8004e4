-- KEYS: row. ARGV: generation, holder, '1' to leave the attempt mark, pause in ms, problem of a refusal or ''.
local row = redis.call('HMGET', KEYS[1], 'generation', 'leaseHolder', 'endedAt', 'historyGeneration')
if row[1] ~= ARGV[1] or row[2] ~= ARGV[2] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HDEL', KEYS[1], 'leaseHolder', 'leaseUntil', 'beacon', 'notBefore')
if ARGV[3] ~= '1' then
  redis.call('HDEL', KEYS[1], 'attemptedAt')
end
if tonumber(ARGV[4]) > 0 then
  redis.call('HSET', KEYS[1], 'notBefore', string.format('%.0f', now + ARGV[4]))
end
if ARGV[5] ~= '' then
  if row[4] ~= ARGV[1] then -- what an earlier release did not tell
    redis.call('HDEL', KEYS[1], 'refreshedAt', 'endedAt', 'refusals', 'refusedSince', row[3] and 'createdAt' or 'endedAt')
  end
  redis.call('HINCRBY', KEYS[1], 'refusals', 1)
  redis.call('HSETNX', KEYS[1], 'refusedSince', string.format('%.0f', now))
  redis.call('HSET', KEYS[1], 'problem', ARGV[5], 'historyGeneration', ARGV[1])
end
return 1
