import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Commands for a process that holds subscribers. */
export type SubscriberCommand =
  | {
      readonly type: 'connect'
      readonly url: string
      readonly count: number
      /** Null: a bare WebSocket that only receives. */
      readonly subscription: Subscription | null
    }
  /** Resets the counters; the next `wait` ends after this many messages. */
  | { readonly type: 'expect'; readonly count: number }
  | { readonly type: 'wait'; readonly timeoutMs: number }
  /** Computes the latencies from the commit times. */
  | { readonly type: 'measure'; readonly commits: Readonly<Record<string, number>> }

export type Subscription = {
  readonly query: string
  /** The variable `id` of each, if the query has one. */
  readonly ids: readonly string[] | null
  readonly connectionParams: Readonly<Record<string, string>>
}

export type DeliveryStats = {
  readonly count: number
  /** Milliseconds since 1970. */
  readonly firstAt: number
  readonly lastAt: number
  /** The last message. */
  readonly sample: string
  readonly p50Ms: number
  readonly p99Ms: number
}

export type Subscribers = {
  readonly connect: (options: Omit<Extract<SubscriberCommand, { type: 'connect' }>, 'type'>) => Promise<void>
  readonly expectMessages: (count: number) => Promise<void>
  /** Waits for all expected messages or the timeout; returns how many were received. */
  readonly wait: (timeoutMs: number) => Promise<number>
  readonly measureLatencies: (commits: Readonly<Record<string, number>>) => Promise<DeliveryStats>
  stop: () => Promise<void>
}

/** Starts a process that holds many subscribers. */
export function startSubscribers(): Subscribers {
  const child = fork(fileURLToPath(new URL('subscriber-process.ts', import.meta.url)))
  const send = (command: SubscriberCommand) => sendCommand(child, command)
  return {
    connect: async (options) => {
      await send({ type: 'connect', ...options })
    },
    expectMessages: async (count) => {
      await send({ type: 'expect', count })
    },
    wait: async (timeoutMs) => (await send({ type: 'wait', timeoutMs })) as number,
    measureLatencies: async (commits) => (await send({ type: 'measure', commits })) as DeliveryStats,
    stop: () => killChild(child),
  }
}

/** Sends one command and waits for its result; only one command at a time. */
export async function sendCommand(child: ChildProcess, command: object): Promise<unknown> {
  const abort = new AbortController()
  const { signal } = abort
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('a process of the benchmark ended early')
  })
  const received = once(child, 'message', { signal }) as Promise<[{ readonly result: unknown }]>
  child.send(command)
  try {
    const [{ result }] = await Promise.race([received, ended])
    return result
  } finally {
    abort.abort()
    await Promise.allSettled([ended, received])
  }
}

export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
