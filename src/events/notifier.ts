/** Something happened: told to one who waits, or kept for when it does. Given twice before it is taken, it is one. */
export type Notifier = {
  readonly notify: () => void
  /** Resolves once it was given since it was last taken. */
  readonly wait: () => Promise<void>
}

export function createNotifier(): Notifier {
  let isNotified = false
  let wake: (() => void) | null = null
  return {
    notify: () => {
      isNotified = true
      wake?.()
    },
    wait: async () => {
      if (!isNotified) await new Promise<void>((resolve) => (wake = resolve))
      wake = null
      isNotified = false
    },
  }
}
