-- KEYS: row, index. ARGV: generation, payload, format, renewBefore or '', the same in ms, name in the index, and '1' if
-- replicas or disks have to acknowledge.
-- Compares the generation and nothing else. Answers with 1 if it was still this one; with 2 if the next one stands, which may
-- be that of an earlier try, and was written again.
local row = redis.call('HMGET', KEYS[1], 'generation', 'payload')
local generation = row[1] or '0'
if generation ~= ARGV[1] then
  if ARGV[7] == '1' and row[2] and generation == string.format('%.0f', ARGV[1] + 1) then
    redis.call('HSET', KEYS[1], 'payload', row[2]) -- a write of this connection, to be acknowledged
    return 2
  end
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
