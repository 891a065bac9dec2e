import { eventually } from '../support/eventually.ts'
import { startTimeoutMs, type ChildHandle } from '../support/server-process.ts'

/**
 * The pids of the child processes that the primary has logged as listening, oldest first. The output is not split into lines,
 * because processes that share an output may write into each other's lines.
 */
export function childPids(primary: ChildHandle): number[] {
  const matches = primary.output().matchAll(/"child":(\d+),"msg":"process listening"/g)
  return Array.from(matches, ([, pid]) => Number(pid))
}

/** Kills a child process and waits until its replacement is listening. */
export function killChild(primary: ChildHandle, pid: number | undefined): Promise<void> {
  return replaceChild(primary, pid, 'SIGKILL')
}

/** Stops a child process gracefully and waits until its replacement is listening. */
export function restartChild(primary: ChildHandle, pid: number | undefined): Promise<void> {
  return replaceChild(primary, pid, 'SIGTERM')
}

async function replaceChild(
  primary: ChildHandle,
  pid: number | undefined,
  signal: NodeJS.Signals,
): Promise<void> {
  if (pid === undefined) throw new Error('no such process')
  const before = childPids(primary).length
  process.kill(pid, signal)
  const state: { hasEnded: boolean } = { hasEnded: false }
  void primary.exited.then(() => {
    state.hasEnded = true
  })
  await eventually(
    () => {
      if (!state.hasEnded && childPids(primary).length === before) {
        throw new Error(`not replaced:\n${primary.output()}`)
      }
    },
    { timeoutMs: startTimeoutMs },
  )
  if (state.hasEnded) throw new Error(`the primary ended:\n${primary.output()}`)
}

type PayloadWithProblem = {
  readonly problem?: { readonly code: string; readonly retryable: boolean } | null
}

/**
 * Repeats a call while it fails or has a retryable problem. A process that was killed may have held a lock, and the problem is
 * `BUSY` until the lock expires.
 */
export function retryWhileRetryable<Payload extends PayloadWithProblem>(
  call: () => Promise<Payload>,
): Promise<Payload> {
  const callAndCheck = async () => {
    const payload = await call()
    if (payload.problem?.retryable === true) throw new Error(`retryable problem: ${payload.problem.code}`)
    return payload
  }
  return eventually(callAndCheck, { timeoutMs: 60_000, intervalMs: 50 })
}
