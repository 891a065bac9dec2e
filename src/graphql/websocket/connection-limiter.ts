/** How many may sit under one name at a time. */
export type ConnectionLimiter = {
  /** Answers with the function that gives the seat back, as often as it likes; null: all are taken. */
  acquire: (name: string) => (() => void) | null
}

export function createConnectionLimiter(limit: number): ConnectionLimiter {
  const counts = new Map<string, number>()
  const release = (name: string) => {
    const left = (counts.get(name) ?? 1) - 1
    if (left === 0) counts.delete(name)
    else counts.set(name, left)
  }
  return {
    acquire: (name) => {
      const count = counts.get(name) ?? 0
      if (count >= limit) return null
      counts.set(name, count + 1)
      let isHeld = true
      return () => {
        if (isHeld) release(name)
        isHeld = false
      }
    },
  }
}
