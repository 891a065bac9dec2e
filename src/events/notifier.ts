/** An auto-reset event: notifies one waiter, now or when it starts to wait. Several notifications before a wait count as one. */
export type Notifier = {
  readonly notify: () => void
  /** Resolves at once if it was notified since the last wait, else with the next notification. */
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
