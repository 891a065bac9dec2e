import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { eventually } from './eventually.ts'

export const repository = fileURLToPath(new URL('../..', import.meta.url))
const mainScript = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** How a process ended. */
export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** A process of ours with everything it wrote. */
export type Child = {
  readonly pid: number
  /** What it wrote to both of its outputs so far. */
  readonly output: () => string
  readonly exited: Promise<Ending>
  /** Sends the signal and waits for the end. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<Ending>
}

export type ServerProcess = Child & { readonly graphqlUrl: string; readonly webSocketUrl: string }

type Environment = Readonly<Record<string, string>>

/** Runs a script with nothing of our environment but what a process needs to live. */
export function spawnScript(script: string, args: readonly string[], environment: Environment): Child {
  return spawnProgram(process.execPath, [script, ...args], environment)
}

export function spawnProgram(program: string, args: readonly string[], environment: Environment): Child {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment }
  const child = spawn(program, args, {
    cwd: repository,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return watchChild(child)
}

function watchChild(child: ChildProcess): Child {
  let output = ''
  // A test that ran out of time leaves nothing behind.
  const end = () => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
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

/** `src/main.ts` without its settings: it starts as `npm start` does, or as its environment says. */
export function spawnServer(environment: Environment): Child {
  return spawnScript(mainScript, [], environment)
}

/** Waits for what the process says; at once an error when it ends before that. */
export async function waitForOutput(
  child: Child,
  pattern: RegExp,
  timeoutMs = 90_000,
): Promise<RegExpExecArray> {
  const ended = child.exited.then(({ code }) => {
    throw new Error(`ended with ${String(code)}:\n${child.output()}`)
  })
  const said = eventually(
    () => {
      const match = pattern.exec(child.output())
      if (match === null) throw new Error(`has not said ${String(pattern)}:\n${child.output()}`)
      return match
    },
    { timeoutMs },
  )
  return Promise.race([said, ended])
}

/** One process of the API on a database, listening on any free port; one that does not get there is killed. */
export async function startServerProcess(environment: Environment): Promise<ServerProcess> {
  const child = spawnServer({ NODE_ENV: 'test', PORT: '0', ...environment })
  try {
    const [, graphqlUrl = ''] = await waitForOutput(child, /listens on (http\S+)/)
    return { ...child, graphqlUrl, webSocketUrl: graphqlUrl.replace('http', 'ws') }
  } catch (error) {
    await child.kill('SIGKILL')
    throw error
  }
}
