-- KEYS: rows. Answers with the time, and of each row its generation and fields; a missing row has no generation.
local time = redis.call('TIME')
local answer = {time[1] * 1000 + math.floor(time[2] / 1000)}
for i, key in ipairs(KEYS) do
  answer[i + 1] = redis.call('HMGET', key, 'generation', 'payload', 'format', 'renewBefore',
    'leaseHolder', 'leaseUntil', 'attemptedAt', 'ending', 'notBefore',
    'createdAt', 'refreshedAt', 'endedAt', 'problem', 'refusals', 'refusedSince', 'historyGeneration')
end
return answer
