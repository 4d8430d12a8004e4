-- KEYS: row, index. ARGV: generation, ending, '1' to erase the session, name in the index.
-- Answers with 1 if the generation was still this one.
if (redis.call('HGET', KEYS[1], 'generation') or '0') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'leaseHolder', 'leaseUntil', 'beacon', 'attemptedAt', 'notBefore')
redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'ending', ARGV[2])
if ARGV[3] == '1' then
  redis.call('HDEL', KEYS[1], 'payload', 'format', 'renewBefore')
  redis.call('HSET', KEYS[1], 'generation', string.format('%.0f', ARGV[1] + 1))
end
redis.call('ZREM', KEYS[2], ARGV[4])
return 1
