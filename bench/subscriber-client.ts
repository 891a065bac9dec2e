import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process of subscribers is told to do. */
export type SubscriberCommand =
  | {
      readonly type: 'connect'
      readonly url: string
      readonly count: number
      /** Null: a bare WebSocket that only listens. */
      readonly subscription: Subscription | null
    }
  /** Forgets what was received, and waits for so many messages from here on. */
  | { readonly type: 'expect'; readonly count: number }
  | { readonly type: 'wait'; readonly timeoutMs: number }
  /** Compares the receipts with the times of the commits. */
  | { readonly type: 'judge'; readonly commits: Readonly<Record<string, number>> }

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
  readonly connect: (order: Omit<Extract<SubscriberCommand, { type: 'connect' }>, 'type'>) => Promise<void>
  readonly expectMessages: (count: number) => Promise<void>
  /** Answers with how many messages came until all that were expected had come, or the time was over. */
  readonly wait: (timeoutMs: number) => Promise<number>
  readonly measureLatencies: (commits: Readonly<Record<string, number>>) => Promise<DeliveryStats>
  stop: () => Promise<void>
}

/** A process that holds many subscribers. */
export function startSubscribers(): Subscribers {
  const child = fork(fileURLToPath(new URL('subscriber-process.ts', import.meta.url)))
  const send = (order: SubscriberCommand) => sendCommand(child, order)
  return {
    connect: async (order) => {
      await send({ type: 'connect', ...order })
    },
    expectMessages: async (count) => {
      await send({ type: 'expect', count })
    },
    wait: async (timeoutMs) => (await send({ type: 'wait', timeoutMs })) as number,
    measureLatencies: async (commits) => (await send({ type: 'judge', commits })) as DeliveryStats,
    stop: () => killChild(child),
  }
}

/** One order at a time. */
export async function sendCommand(child: ChildProcess, command: object): Promise<unknown> {
  const abort = new AbortController()
  const { signal } = abort
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('a process of the benchmark ended early')
  })
  const answered = once(child, 'message', { signal }) as Promise<[{ readonly answer: unknown }]>
  child.send(command)
  try {
    const [{ answer }] = await Promise.race([answered, ended])
    return answer
  } finally {
    abort.abort()
    await Promise.allSettled([ended, answered])
  }
}

export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
