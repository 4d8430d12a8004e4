-- KEYS: row, index. ARGV: generation, ending, '1' to erase the session, name in the index, problem.
-- Answers with 1 if the generation was still this one.
local row = redis.call('HMGET', KEYS[1], 'generation', 'endedAt', 'historyGeneration')
if (row[1] or '0') ~= ARGV[1] then
  return 0
end
local time = redis.call('TIME')
redis.call('HDEL', KEYS[1], 'leaseHolder', 'leaseUntil', 'beacon', 'attemptedAt', 'notBefore', 'refusals', 'refusedSince')
if row[3] ~= ARGV[1] then -- what an earlier release did not tell
  redis.call('HDEL', KEYS[1], 'refreshedAt', row[2] and 'createdAt' or 'refreshedAt')
end
local generation = ARGV[1]
if ARGV[3] == '1' then
  redis.call('HDEL', KEYS[1], 'payload', 'format', 'renewBefore')
  generation = string.format('%.0f', ARGV[1] + 1)
end
redis.call('HSET', KEYS[1], 'generation', generation, 'ending', ARGV[2], 'problem', ARGV[5], 'historyGeneration', generation,
  'endedAt', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('ZREM', KEYS[2], ARGV[4])
return 1
