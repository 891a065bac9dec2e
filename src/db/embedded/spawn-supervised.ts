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
  /** sent to the child once its parent is gone */
  signalAtOrphaning: 'INT' | 'KILL'
}

/**
 * The watcher is a shell that waits for the end of its input, a pipe that only our process holds: the kernel closes it
 * however we die. It detaches from the child that takes the shell's place, whose pid therefore is `$$`.
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
 * Starts a process that survives a Ctrl-C in our terminal (it has a session of its own), but not the death of ours.
 * On Windows it may outlive us when we are killed.
 */
export function spawnSupervised(
  command: string,
  args: string[],
  options: SupervisedOptions,
): SupervisedProcess {
  const { signalAtOrphaning, ...account } = options
  const stdio: ['pipe', 'ignore', 'pipe'] = ['pipe', 'ignore', 'pipe']
  // Little of our environment: it holds secrets, and PG* variables that would change the child's behaviour.
  const spawnOptions = { ...account, env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' }, stdio }
  if (platform() === 'win32') return spawn(command, args, { ...spawnOptions, windowsHide: true })
  const shellArgs = ['-c', watchdogScript, 'sh', signalAtOrphaning, command, ...args]
  return spawn('/bin/sh', shellArgs, { ...spawnOptions, cwd: '/', detached: true })
}

/** false also for a zombie, which nothing can wake */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return !(platform() === 'linux' && /^State:\s+[ZX]/m.test(readProc(pid, 'status') ?? ''))
}

export function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

/** true when the process was gone in time */
export async function waitForExit(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (isAlive(pid)) {
    if (performance.now() > deadline) return false
    await delay(10)
  }
  return true
}
