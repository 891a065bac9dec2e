import { eventually } from '../support/eventually.ts'
import type { Child } from '../support/server-process.ts'

/** The processes that a primary's log names as listening, the oldest first. */
export function childrenOf(primary: Child): number[] {
  const lines = primary
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
  return lines
    .map((line) => JSON.parse(line) as { msg: string; child?: number })
    .flatMap(({ msg, child }) => (msg === 'a process listens' && child !== undefined ? [child] : []))
}

/** Kills it and waits until another one listens in its place. */
export async function killChild(primary: Child, pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there is no such process')
  const before = childrenOf(primary).length
  process.kill(pid, 'SIGKILL')
  await eventually(
    () => {
      if (childrenOf(primary).length === before) throw new Error(`not replaced:\n${primary.output()}`)
    },
    { timeoutMs: 30_000 },
  )
}

/** Makes the call again until it is answered, as whoever lost an answer does. */
export function insist<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  return eventually(call, { timeoutMs: 30_000, intervalMs: 50 })
}
