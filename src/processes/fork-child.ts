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
  /** Null if it never listened; else in milliseconds, as of `performance.now`. */
  readonly listenedAt: number | null
}

/** The processes could not be started; a process that exited has printed the reason itself. */
export class ProcessStartError extends Error {
  override readonly name = 'ProcessStartError'
}

type ForkOptions = { readonly port: number; readonly metrics: MetricsAggregator }

/** Forks a process that listens on the port, and handles its messages. */
export function forkChild({ port, metrics }: ForkOptions, onExit: (exit: ChildExit) => void): Child {
  const worker = cluster.fork({ PORT: String(port) })
  const listening = Promise.withResolvers<string>()
  const exited = Promise.withResolvers<undefined>()
  let listenedAt: number | null = null
  // Null until it listens: before that it does not respond to requests.
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
    // Messages that arrive after the exit are ignored.
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

/** Does nothing if the process has exited. */
export function sendToChild(worker: Worker, message: PrimaryMessage): void {
  if (worker.isConnected()) worker.send(message, undefined, undefined, () => undefined)
}
