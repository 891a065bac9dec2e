import cluster from 'node:cluster'
import type { Registry } from 'prom-client'
import { parsePrimaryMessage, type ChildMessage, type MetricValues } from './messages.ts'

/** Whether this process was forked by a primary. */
export const isChild = () => cluster.isWorker

/** Whether this process is the first that the primary has forked, and replaces none. */
export const isFirstChild = () => cluster.worker?.id === 1

export function sendListening(url: string): void {
  sendToPrimary({ type: 'coinslot/listening', url })
}

/** Resolves when the primary requests a shutdown. If the primary exits, Node ends this process at once. */
export function waitForShutdownMessage(): Promise<string> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (parsePrimaryMessage(message)?.type === 'coinslot/shutdown') resolve('SIGTERM')
    })
  })
}

/** Reports the metrics of this process to the primary. Returns the function that requests the sum over all processes. */
export function shareMetrics(registry: Registry): () => Promise<string> {
  const pendingRequests = new Map<number, (text: string | null) => void>()
  process.on('message', (received) => {
    const message = parsePrimaryMessage(received)
    if (message?.type === 'coinslot/request-own-metrics') sendMetrics(registry).catch(() => undefined)
    if (message?.type !== 'coinslot/metrics') return
    pendingRequests.get(message.id)?.(message.text)
    pendingRequests.delete(message.id)
  })
  let nextRequestId = 0
  return async () => {
    const id = nextRequestId++
    const text = await new Promise<string | null>((resolve) => {
      pendingRequests.set(id, resolve)
      sendToPrimary({ type: 'coinslot/request-metrics', id })
    })
    if (text === null) throw new Error('aggregated metrics are unavailable')
    return text
  }
}

async function sendMetrics(registry: Registry): Promise<void> {
  // The declared type has numbers for the metric types; the values are strings.
  const values = (await registry.getMetricsAsJSON()) as unknown as MetricValues
  sendToPrimary({ type: 'coinslot/own-metrics', values })
}

function sendToPrimary(message: ChildMessage): void {
  process.send?.(message)
}
