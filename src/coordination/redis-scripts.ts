/** Deletes a lock only if it has the given token: it may have expired and belong to another holder. */
export const releaseLockScript = `
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('del', KEYS[1])
end
return 0
`

/** The same rule as `countInWindow` in `sliding-window.ts`, with the clock of Redis. ARGV: windowMs, limit, cost. */
export const rateLimitScript = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, limit, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local index = math.floor(now / window)
local stored = redis.call('hmget', KEYS[1], 'i', 'c', 'p')
local last, current, previous = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
if last ~= index then
  previous = last == index - 1 and current or 0
  current = 0
end
local elapsed = now - index * window
local used = previous * (window - elapsed) / window + current
if used + cost > limit then
  return { 0, current, previous, elapsed }
end
current = current + cost
redis.call('hset', KEYS[1], 'i', index, 'c', current, 'p', previous)
redis.call('pexpire', KEYS[1], window * 2)
return { 1, current, previous, elapsed }
`
