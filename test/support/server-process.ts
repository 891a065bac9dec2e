import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startOnFreePort } from '../setup/free-port.ts'
import { eventually } from './eventually.ts'

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url))
const mainScript = fileURLToPath(new URL('../../src/start.mjs', import.meta.url))

/** How a process ended. */
export type ExitResult = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** A child process and its output. */
export type ChildHandle = {
  readonly pid: number
  /** The output to stdout and stderr so far. */
  readonly output: () => string
  readonly exited: Promise<ExitResult>
  /** Sends the signal and waits until the process has ended. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<ExitResult>
}

export type ServerProcess = ChildHandle & { readonly graphqlUrl: string; readonly webSocketUrl: string }

type Environment = Readonly<Record<string, string>>

/** Runs a script with only PATH and HOME of the current environment. */
export function spawnScript(script: string, args: readonly string[], environment: Environment): ChildHandle {
  return spawnProgram(process.execPath, [script, ...args], environment)
}

export function spawnProgram(
  program: string,
  args: readonly string[],
  environment: Environment,
): ChildHandle {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment }
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return captureChild(child)
}

/** Collects the output of a child process, and kills it when this process exits. */
export function captureChild(child: ChildProcess): ChildHandle {
  let output = ''
  // A test that timed out must not leave a process behind.
  const killOnExit = () => void child.kill('SIGKILL')
  process.once('exit', killOnExit)
  child.once('exit', () => process.off('exit', killOnExit))
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exited,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return exited
    },
  }
}

/** Starts `src/start.mjs` with nothing but the given environment. */
export function spawnServer(environment: Environment): ChildHandle {
  return spawnScript(mainScript, [], environment)
}

const fatalLevel = 60

/** The lines with which a start failed: text, or log entries in production. Steps of the start and other log entries are left out. */
export function readFailures(child: ChildHandle): string[] {
  const lines = child.output().trimEnd().split('\n')
  return lines.flatMap((line) => {
    if (/^\[ *\d+\.\d s\] /.test(line)) return []
    if (!line.startsWith('{')) return [line]
    const { level, msg } = JSON.parse(line) as { level: number; msg: string }
    return level === fatalLevel ? [msg] : []
  })
}

/**
 * How long a process may take to start. It needs seconds of processor time, which many processes share, and is not waited for once it
 * has ended, so only a process that hangs takes as long.
 */
export const startTimeoutMs = 170_000

/** Waits for output that matches; rejects at once when the process ends before. */
export async function waitForOutput(
  child: ChildHandle,
  pattern: RegExp,
  timeoutMs = startTimeoutMs,
): Promise<RegExpExecArray> {
  const ended = child.exited.then(({ code }) => {
    throw new Error(`ended with ${String(code)}:\n${child.output()}`)
  })
  const matched = eventually(
    () => {
      const match = pattern.exec(child.output())
      if (match === null) throw new Error(`no output matches ${String(pattern)}:\n${child.output()}`)
      return match
    },
    { timeoutMs },
  )
  return Promise.race([matched, ended])
}

/** Starts a server process on a free port; one that does not start listening is killed. */
export function startServerProcess(environment: Environment): Promise<ServerProcess> {
  if (Number(environment['CLUSTER_PROCESSES'] ?? 1) === 1) return startServerAt('0', environment)
  // A primary that chooses the port lets go of it until its first child listens there.
  return startOnFreePort((port) => startServerAt(String(port), environment))
}

async function startServerAt(port: string, environment: Environment): Promise<ServerProcess> {
  const child = spawnServer({ NODE_ENV: 'test', PORT: port, ...environment })
  try {
    const [, graphqlUrl = ''] = await waitForOutput(child, /listen(?:s|ing) on (http[^\s"]+)/)
    return { ...child, graphqlUrl, webSocketUrl: graphqlUrl.replace('http', 'ws') }
  } catch (error) {
    await child.kill('SIGKILL')
    throw error
  }
}
