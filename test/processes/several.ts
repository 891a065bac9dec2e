import { eventually } from '../support/eventually.ts'
import type { Child } from '../support/server-process.ts'
import type { ProblemAnswer } from '../support/shop.ts'

/**
 * The processes that a primary's log names as listening, the oldest first. Processes that share an output may write into each
 * other's lines, so it is not read by lines.
 */
export function childrenOf(primary: Child): number[] {
  const told = primary.output().matchAll(/"child":(\d+),"msg":"a process listens"/g)
  return Array.from(told, ([, pid]) => Number(pid))
}

/** Kills it and waits until another one listens in its place. */
export function killChild(primary: Child, pid: number | undefined): Promise<void> {
  return endChild(primary, pid, 'SIGKILL')
}

/** Lets it finish what it does, and waits until another one listens in its place. */
export function restartChild(primary: Child, pid: number | undefined): Promise<void> {
  return endChild(primary, pid, 'SIGTERM')
}

async function endChild(primary: Child, pid: number | undefined, signal: NodeJS.Signals): Promise<void> {
  if (pid === undefined) throw new Error('there is no such process')
  const before = childrenOf(primary).length
  process.kill(pid, signal)
  await eventually(
    () => {
      if (childrenOf(primary).length === before) throw new Error(`not replaced:\n${primary.output()}`)
    },
    { timeoutMs: 60_000 },
  )
}

type Answer = { readonly problem: ProblemAnswer }

/**
 * Makes the call again until it is answered for good, as whoever lost an answer does. A process that was killed may have held
 * a lock, and then it is `BUSY` until the lock expires.
 */
export function insist<Given extends Answer>(call: () => Promise<Given>): Promise<Given> {
  const callOnce = async () => {
    const answer = await call()
    if (answer.problem?.retryable === true) throw new Error(`to be called again: ${answer.problem.code}`)
    return answer
  }
  return eventually(callOnce, { timeoutMs: 60_000, intervalMs: 50 })
}
