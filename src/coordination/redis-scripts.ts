/** Deletes a lock only if it has the given token: it may have expired and belong to another holder. */
export const releaseLockScript = `
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('del', KEYS[1])
end
return 0
`

/** Acquires and releases locks one after the other: ARGV has the token and the time to live of each, which is 0 to release it. */
export const lockStepsScript = `
local replies = {}
for index, key in ipairs(KEYS) do
  local token = ARGV[2 * index - 1]
  local ttl = ARGV[2 * index]
  if ttl ~= '0' then
    replies[index] = redis.call('set', key, token, 'PX', ttl, 'NX') and 1 or 0
  elseif redis.call('get', key) == token then
    replies[index] = redis.call('del', key)
  else
    replies[index] = 0
  end
end
return replies
`
