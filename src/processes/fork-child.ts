import cluster, { type Worker } from 'node:cluster'
import { parseChildMessage, type ChildMessage, type PrimaryMessage } from './messages.ts'
import type { AggregatedProcess, MetricsAggregator } from './metrics-aggregator.ts'

export type Child = {
  readonly worker: Worker
  readonly listening: Promise<string>
  readonly isListening: () => boolean
  readonly exited: Promise<void>
}

export type ChildExit = {
  readonly code: number | null
  readonly signal: string | null
  /** Null: it never listened. */
  readonly listenedAt: number | null
}

/** A process that ended before it listened has said why itself. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError'
}

type ForkOptions = { readonly port: number; readonly metrics: MetricsAggregator }

/** A process that listens on the port, and what it has to do with its primary. */
export function forkChild({ port, metrics }: ForkOptions, onExit: (ending: ChildExit) => void): Child {
  const worker = cluster.fork({ PORT: String(port) })
  const listening = Promise.withResolvers<string>()
  const exited = Promise.withResolvers<undefined>()
  let listenedAt: number | null = null
  // One that does not listen yet cannot answer.
  let metricsMember: AggregatedProcess | null = null
  const handleMessage = (message: ChildMessage) => {
    switch (message.type) {
      case 'coinslot/listening':
        listenedAt = performance.now()
        metricsMember = metrics.add(() => sendToChild(worker, { type: 'coinslot/request-own-metrics' }))
        listening.resolve(message.url)
        break
      case 'coinslot/own-metrics':
        metricsMember?.report(message.values)
        break
      case 'coinslot/request-metrics':
        void respondWithMetrics(worker, metrics, message.id)
        break
    }
  }
  const onMessage = (received: unknown) => {
    const message = parseChildMessage(received)
    if (message !== null) handleMessage(message)
  }
  worker.on('message', onMessage)
  worker.once('exit', (code: number | null, signal: string | null) => {
    // Its last words may come after its end, when nobody waits for them any more.
    worker.off('message', onMessage)
    metricsMember?.remove()
    listening.reject(new ProcessStartError('A process exited before it was listening; see its output above.'))
    exited.resolve(undefined)
    onExit({ code, signal, listenedAt })
  })
  return {
    worker,
    listening: listening.promise,
    isListening: () => listenedAt !== null,
    exited: exited.promise,
  }
}

async function respondWithMetrics(worker: Worker, metrics: MetricsAggregator, id: number): Promise<void> {
  const text = await metrics.aggregate().catch(() => null)
  sendToChild(worker, { type: 'coinslot/metrics', id, text })
}

/** A process that has just ended needs no message any more. */
export function sendToChild(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined)
}
