import cluster from 'node:cluster'
import type { Registry } from 'prom-client'
import { readFromPrimary, type FromChild, type MetricValues } from './messages.ts'

/** Whether this process is one of several that a primary keeps. */
export const isChild = () => cluster.isWorker

export function tellListening(url: string): void {
  tell({ type: 'coinslot/listening', url })
}

/** Resolves when the primary wants this process to end. A primary that is gone ends it at once: Node sees to that. */
export function whenToldToStop(): Promise<string> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (readFromPrimary(message)?.type === 'coinslot/stop') resolve('SIGTERM')
    })
  })
}

/** Puts this process' metrics into the sum of all; answers with the function that asks for that sum. */
export function shareMetrics(registry: Registry): () => Promise<string> {
  const waiting = new Map<number, (text: string | null) => void>()
  process.on('message', (received) => {
    const message = readFromPrimary(received)
    if (message?.type === 'coinslot/ask-own-metrics') tellMetrics(registry).catch(() => undefined)
    if (message?.type !== 'coinslot/metrics') return
    waiting.get(message.id)?.(message.text)
    waiting.delete(message.id)
  })
  let asked = 0
  return async () => {
    const id = asked++
    const text = await new Promise<string | null>((resolve) => {
      waiting.set(id, resolve)
      tell({ type: 'coinslot/ask-metrics', id })
    })
    if (text === null) throw new Error('the metrics of all processes cannot be had now')
    return text
  }
}

async function tellMetrics(registry: Registry): Promise<void> {
  // Its types name the kinds of metrics by numbers, which it does not use.
  const values = (await registry.getMetricsAsJSON()) as unknown as MetricValues
  tell({ type: 'coinslot/own-metrics', values })
}

function tell(message: FromChild): void {
  process.send?.(message)
}
