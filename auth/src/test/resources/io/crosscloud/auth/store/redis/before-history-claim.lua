-- KEYS: row. ARGV: generation, holder, lease, own beacon or '', beacon known to be out or '', longest pause; in ms.
-- Answers with 'changed'; 'busy' and for how long; 'ask', for how long, and the beacon to ask after;
-- or 'granted', whether it is a probe, the time, and the row's fields.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local row = redis.call('HMGET', KEYS[1], 'generation', 'ending', 'leaseUntil', 'notBefore', 'beacon', 'attemptedAt')
if (row[1] or '0') ~= ARGV[1] or row[2] then
  return {'changed'}
end
local free = math.max(tonumber(row[3] or 0), tonumber(row[4] or 0))
if free > now then
  return {'busy', free - now}
end
if row[3] and row[5] and row[5] ~= ARGV[5] and row[3] + ARGV[6] > now then
  return {'ask', row[3] + ARGV[6] - now, row[5]}
end
-- The first write is one that a full server refuses: then nothing is sent.
redis.call('HSET', KEYS[1], 'generation', ARGV[1], 'leaseHolder', ARGV[2],
  'leaseUntil', string.format('%.0f', now + ARGV[3]), 'attemptedAt', string.format('%.0f', now))
redis.call('HDEL', KEYS[1], 'notBefore', 'beacon')
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'beacon', ARGV[4])
end
return {'granted', row[6] and 1 or 0, now, redis.call('HMGET', KEYS[1], 'generation', 'payload', 'format', 'renewBefore',
  'leaseHolder', 'leaseUntil', 'attemptedAt', 'ending', 'notBefore')}
