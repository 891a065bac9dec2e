import type { ChildProcess } from 'node:child_process'
import { eventually } from '../support/eventually.ts'

type Awaited = {
  readonly program: string
  /** All that the program has reported so far; it may also write a file. */
  readonly readOutput: () => string | Promise<string>
  /** What the program reports once it has its address. A connection would prove nothing: another program may have the address. */
  readonly pattern: RegExp
}

/** The time within which a program that does not end has started; it shares the processor with others. */
const startTimeoutMs = 60_000

/** Waits for the output of a child. One that ends is not waited for: the error has its output, with the standard error. */
export async function waitForChildOutput(
  child: ChildProcess,
  { program, readOutput, pattern }: Awaited,
): Promise<void> {
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const state: { ended: string | null } = { ended: null }
  child.once('error', (error) => {
    state.ended = error.message
  })
  child.once('close', (code, signal) => {
    state.ended = String(code ?? signal)
  })
  const outcome = await eventually(
    async () => {
      // The order matters: what has ended has written everything.
      const { ended } = state
      const output = (await readOutput()) + errors
      if (pattern.test(output)) return null
      if (ended !== null) return `${program} ended with ${ended}:\n${output}`
      throw new Error(`${program} has not started:\n${output}`)
    },
    { timeoutMs: startTimeoutMs, intervalMs: 20 },
  ).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  if (outcome !== null) throw new Error(outcome)
}
