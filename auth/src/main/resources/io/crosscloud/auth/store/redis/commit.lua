-- KEYS: row, index. ARGV: generation, payload, format, renewBefore or '', the same in ms, name in the index, and the payload
-- that an earlier try is known to have stored, or ''.
-- Compares the generation and nothing else. Answers with 1 if it was still this one; with 2 if the earlier try's session stands.
local generation = redis.call('HGET', KEYS[1], 'generation') or '0'
if ARGV[7] ~= '' and generation == string.format('%.0f', ARGV[1] + 1)
  and redis.call('HGET', KEYS[1], 'payload') == ARGV[7] then
  redis.call('HSET', KEYS[1], 'payload', ARGV[7]) -- a write of this connection, for replicas to acknowledge
  return 2
end
if generation ~= ARGV[1] then
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
