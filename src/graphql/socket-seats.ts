/** How many may sit under one name at a time. */
export type Seats = {
  /** Answers with the function that gives the seat back, as often as it likes; null: all are taken. */
  take: (name: string) => (() => void) | null
}

export function createSeats(limit: number): Seats {
  const taken = new Map<string, number>()
  const leave = (name: string) => {
    const left = (taken.get(name) ?? 1) - 1
    if (left === 0) taken.delete(name)
    else taken.set(name, left)
  }
  return {
    take: (name) => {
      const count = taken.get(name) ?? 0
      if (count >= limit) return null
      taken.set(name, count + 1)
      let isSeated = true
      return () => {
        if (isSeated) leave(name)
        isSeated = false
      }
    },
  }
}
