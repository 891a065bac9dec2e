/** What becomes of a process that ended after serving for so long: another one after so many milliseconds, or none. */
export type RestartPolicy = (uptimeMs: number) => { readonly restartInMs: number } | 'give-up'

const stableAfterMs = 10_000
const maxQuickExits = 5
const initialRestartDelayMs = 100

/** For one place among the processes: what ran for a while is replaced at once, what ends again and again is not. */
export function createRestartPolicy(): RestartPolicy {
  let quickExits = 0
  return (uptimeMs) => {
    quickExits = uptimeMs < stableAfterMs ? quickExits + 1 : 0
    if (quickExits > maxQuickExits) return 'give-up'
    return { restartInMs: quickExits < 2 ? 0 : initialRestartDelayMs * 2 ** (quickExits - 2) }
  }
}
