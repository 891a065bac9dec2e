import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

export type SupervisedProcess = ChildProcessByStdio<Writable, null, Readable>

type SupervisedOptions = {
  uid?: number
  gid?: number
  /** Signal that is sent to the child when this process has exited. */
  orphanSignal: 'INT' | 'KILL'
}

/**
 * A background shell waits for the end of its input, a pipe whose other end only this process holds: the kernel closes it however
 * this process exits. The child replaces the foreground shell by `exec`, so its pid is `$$`.
 */
const watchdogScript = `
( (
  while read -r _; do :; done
  kill -s "$1" $$ || exit
  n=25
  while [ $n -gt 0 ]; do sleep 0.2; kill -s 0 $$ || exit; n=$((n - 1)); done
  kill -s QUIT $$
) >/dev/null 2>&1 <&3 & ) 3<&0
shift
exec "$@" </dev/null
`

/**
 * Starts a process that is stopped when this process exits, but not by Ctrl-C in the terminal, because it has its own session.
 * On Windows it may survive if this process is killed.
 */
export function spawnSupervised(
  command: string,
  args: string[],
  options: SupervisedOptions,
): SupervisedProcess {
  const { orphanSignal, ...account } = options
  const stdio: ['pipe', 'ignore', 'pipe'] = ['pipe', 'ignore', 'pipe']
  // The environment is not inherited: it contains secrets, and PG* variables that would change the child's behavior.
  const spawnOptions = { ...account, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' }, stdio }
  if (platform() === 'win32') return spawn(command, args, { ...spawnOptions, windowsHide: true })
  const shellArgs = ['-c', watchdogScript, 'sh', orphanSignal, command, ...args]
  return spawn('/bin/sh', shellArgs, { ...spawnOptions, cwd: '/', detached: true })
}

/** False for a zombie process as well. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return !(platform() === 'linux' && /^State:\s+[ZX]/m.test(readProc(pid, 'status') ?? ''))
}

export function readProc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}

/** Whether the process exited before the timeout. */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false
    await delay(10)
  }
  return true
}
