-- KEYS: index, rows as the index has them. ARGV: how many sessions are wanted, and how long a row's key is before its name.
-- Answers with the time, and for each row, until as many sessions that go on are found, with its generation and fields; or
-- with 1 if nothing can come of its entry, which was removed, and with 0 if it could not be removed.
local time = redis.call('TIME')
local answer = {time[1] * 1000 + math.floor(time[2] / 1000)}
local found = 0
for i = 2, #KEYS do
  local row = redis.pcall('HMGET', KEYS[i], 'generation', 'payload', 'format', 'renewBefore',
    'leaseHolder', 'leaseUntil', 'attemptedAt', 'ending', 'notBefore',
    'createdAt', 'refreshedAt', 'endedAt', 'problem', 'refusals', 'refusedSince', 'historyGeneration')
  if row.err and not string.find(row.err, 'WRONGTYPE') then
    return row
  end
  if not row.err and row[1] and row[2] and row[4] and not row[8] then
    answer[i] = row
    found = found + 1
    if found == tonumber(ARGV[1]) then
      break
    end
  else
    local removed = redis.pcall('ZREM', KEYS[1], string.sub(KEYS[i], ARGV[2] + 1))
    answer[i] = type(removed) == 'number' and 1 or 0
  end
end
return answer
