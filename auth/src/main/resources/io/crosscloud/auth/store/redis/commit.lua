-- KEYS: row, index. ARGV: generation, payload, format, renewBefore or '', the same in ms, name in the index.
-- Compares the generation and nothing else. Answers with 1 if it was still this one.
if (redis.call('HGET', KEYS[1], 'generation') or '0') ~= ARGV[1] then
  return 0
end
-- The first write is one that even a full server takes, and then it takes the others: what was sent must be kept.
redis.call('HDEL', KEYS[1], 'renewBefore', 'leaseHolder', 'leaseUntil', 'beacon', 'attemptedAt', 'ending', 'notBefore')
redis.call('HSET', KEYS[1], 'generation', string.format('%.0f', ARGV[1] + 1), 'payload', ARGV[2], 'format', ARGV[3])
if ARGV[4] == '' then
  redis.call('ZREM', KEYS[2], ARGV[6])
else
  redis.call('HSET', KEYS[1], 'renewBefore', ARGV[4])
  redis.call('ZADD', KEYS[2], ARGV[5], ARGV[6])
end
return 1
