/** What becomes of a process that ended after serving for so long: another one after so many milliseconds, or none. */
export type RestartPolicy = (servedMs: number) => { readonly restartInMs: number } | 'give up'

const longEnoughMs = 10_000
const quickEndsAtMost = 5
const firstPauseMs = 100

/** For one place among the processes: what ran for a while is replaced at once, what ends again and again is not. */
export function createRestartPolicy(): RestartPolicy {
  let quickEnds = 0
  return (servedMs) => {
    quickEnds = servedMs < longEnoughMs ? quickEnds + 1 : 0
    if (quickEnds > quickEndsAtMost) return 'give up'
    return { restartInMs: quickEnds < 2 ? 0 : firstPauseMs * 2 ** (quickEnds - 2) }
  }
}
