-- KEYS: row. Answers with the time, and with the row's generation and fields; a missing row has no generation.
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000), redis.call('HMGET', KEYS[1], 'generation', 'payload', 'format',
  'renewBefore', 'leaseHolder', 'leaseUntil', 'attemptedAt', 'ending', 'notBefore',
  'createdAt', 'refreshedAt', 'endedAt', 'problem', 'refusals', 'refusedSince', 'historyGeneration')}
