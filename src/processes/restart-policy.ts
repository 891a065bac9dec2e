/** Decides on the replacement of a process that exited after this uptime: after a delay, or none at all. */
export type RestartPolicy = (uptimeMs: number) => { readonly restartInMs: number } | 'give-up'

const stableAfterMs = 10_000
const maxQuickExits = 5
const initialRestartDelayMs = 100

/** The policy of one worker slot: after a long uptime a process is replaced at once; after repeated quick exits it is not. */
export function createRestartPolicy(): RestartPolicy {
  let quickExits = 0
  return (uptimeMs) => {
    quickExits = uptimeMs < stableAfterMs ? quickExits + 1 : 0
    if (quickExits > maxQuickExits) return 'give-up'
    return { restartInMs: quickExits < 2 ? 0 : initialRestartDelayMs * 2 ** (quickExits - 2) }
  }
}
