/** Deletes a lock only if it has the given token: it may have expired and belong to another holder. */
export const releaseLockScript = `
if redis.call('get', KEYS[1]) == ARGV[1] then
  return redis.call('del', KEYS[1])
end
return 0
`
