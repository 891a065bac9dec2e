/** Limits the number of open connections for each key, for example an IP address. */
export type ConnectionLimiter = {
  /** Returns a function that releases the connection and may be called repeatedly; null if the limit is reached. */
  acquire: (key: string) => (() => void) | null
}

export function createConnectionLimiter(limit: number): ConnectionLimiter {
  const counts = new Map<string, number>()
  const release = (key: string) => {
    const remaining = (counts.get(key) ?? 1) - 1
    if (remaining === 0) counts.delete(key)
    else counts.set(key, remaining)
  }
  return {
    acquire: (key) => {
      const count = counts.get(key) ?? 0
      if (count >= limit) return null
      counts.set(key, count + 1)
      let isHeld = true
      return () => {
        if (isHeld) release(key)
        isHeld = false
      }
    },
  }
}
