/** Limits how many of something, for example connections, each key may have at a time, for example an IP address. */
export type ConcurrencyLimiter = {
  /** Returns a function that ends the use and may be called repeatedly; null if the limit is reached. */
  acquire: (key: string) => (() => void) | null
}

export function createConcurrencyLimiter(limit: number): ConcurrencyLimiter {
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
