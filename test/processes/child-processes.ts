import { eventually } from '../support/eventually.ts'
import type { ChildHandle } from '../support/server-process.ts'
import type { ProblemPayload } from '../support/game-server-client.ts'

/**
 * The processes that a primary's log names as listening, the oldest first. Processes that share an output may write into each
 * other's lines, so it is not read by lines.
 */
export function childPids(primary: ChildHandle): number[] {
  const matches = primary.output().matchAll(/"child":(\d+),"msg":"process listening"/g)
  return Array.from(matches, ([, pid]) => Number(pid))
}

/** Kills it and waits until another one listens in its place. */
export function killChild(primary: ChildHandle, pid: number | undefined): Promise<void> {
  return replaceChild(primary, pid, 'SIGKILL')
}

/** Lets it finish what it does, and waits until another one listens in its place. */
export function restartChild(primary: ChildHandle, pid: number | undefined): Promise<void> {
  return replaceChild(primary, pid, 'SIGTERM')
}

async function replaceChild(
  primary: ChildHandle,
  pid: number | undefined,
  signal: NodeJS.Signals,
): Promise<void> {
  if (pid === undefined) throw new Error('there is no such process')
  const before = childPids(primary).length
  process.kill(pid, signal)
  await eventually(
    () => {
      if (childPids(primary).length === before) throw new Error(`not replaced:\n${primary.output()}`)
    },
    { timeoutMs: 60_000 },
  )
}

type PayloadWithProblem = { readonly problem: ProblemPayload }

/**
 * Makes the call again until it is answered for good, as whoever lost an answer does. A process that was killed may have held
 * a lock, and then it is `BUSY` until the lock expires.
 */
export function retryWhileRetryable<Given extends PayloadWithProblem>(
  call: () => Promise<Given>,
): Promise<Given> {
  const callAndCheck = async () => {
    const payload = await call()
    if (payload.problem?.retryable === true) throw new Error(`retryable problem: ${payload.problem.code}`)
    return payload
  }
  return eventually(callAndCheck, { timeoutMs: 60_000, intervalMs: 50 })
}
