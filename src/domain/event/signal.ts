/** Something happened: told to one who waits, or kept for when it does. Given twice before it is taken, it is one. */
export type Signal = {
  readonly give: () => void
  /** Resolves once it was given since it was last taken. */
  readonly taken: () => Promise<void>
}

export function createSignal(): Signal {
  let isGiven = false
  let wake: (() => void) | null = null
  return {
    give: () => {
      isGiven = true
      wake?.()
    },
    taken: async () => {
      if (!isGiven) await new Promise<void>((resolve) => (wake = resolve))
      wake = null
      isGiven = false
    },
  }
}
