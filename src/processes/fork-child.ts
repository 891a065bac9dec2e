import cluster, { type Worker } from 'node:cluster'
import { readFromChild, type FromChild, type FromPrimary } from './messages.ts'
import type { MetricsSource, MetricsSum } from './metrics-sum.ts'

export type Child = {
  readonly worker: Worker
  readonly listening: Promise<string>
  readonly hasListened: () => boolean
  readonly ended: Promise<void>
}

export type Ending = {
  readonly code: number | null
  readonly signal: string | null
  /** Null: it never listened. */
  readonly listenedAt: number | null
}

/** A process that ended before it listened has said why itself. */
export class ProcessNotStarted extends Error {
  override readonly name = 'ProcessNotStarted'
}

type Shared = { readonly port: number; readonly metrics: MetricsSum }

/** A process that listens on the port, and what it has to do with its primary. */
export function forkChild({ port, metrics }: Shared, onEnd: (ending: Ending) => void): Child {
  const worker = cluster.fork({ PORT: String(port) })
  const listening = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<undefined>()
  let listenedAt: number | null = null
  // One that does not listen yet cannot answer.
  let source: MetricsSource | null = null
  const hear = (message: FromChild) => {
    switch (message.type) {
      case 'coinslot/listening':
        listenedAt = performance.now()
        source = metrics.join(() => tell(worker, { type: 'coinslot/ask-own-metrics' }))
        listening.resolve(message.url)
        break
      case 'coinslot/own-metrics':
        source?.answer(message.values)
        break
      case 'coinslot/ask-metrics':
        void answerMetrics(worker, metrics, message.id)
        break
    }
  }
  const read = (received: unknown) => {
    const message = readFromChild(received)
    if (message !== null) hear(message)
  }
  worker.on('message', read)
  worker.once('exit', (code: number | null, signal: string | null) => {
    // Its last words may come after its end, when nobody waits for them any more.
    worker.off('message', read)
    source?.leave()
    listening.reject(new ProcessNotStarted('A process ended before it listened; what it said is above.'))
    ended.resolve(undefined)
    onEnd({ code, signal, listenedAt })
  })
  return {
    worker,
    listening: listening.promise,
    hasListened: () => listenedAt !== null,
    ended: ended.promise,
  }
}

async function answerMetrics(worker: Worker, metrics: MetricsSum, id: number): Promise<void> {
  const text = await metrics.report().catch(() => null)
  tell(worker, { type: 'coinslot/metrics', id, text })
}

/** A process that has just ended needs no message any more. */
export function tell(worker: Worker, message: FromPrimary): void {
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined)
}
