import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { NormalClientReport } from './normal-client.ts'
import { createSender } from './sender.ts'

const intervalMs = 25
const query = 'query { items(first: 10) { nodes { id itemId } } appKey { id } }'

const { url, server } = workerData as {
  readonly url: string
  readonly server: Readonly<Record<string, string>>
}
const durations: number[] = []
let failures = 0
const stopping = new AbortController()
parentPort?.once('message', () => {
  stopping.abort()
})

const sender = createSender(url)
while (!stopping.signal.aborted) {
  const start = performance.now()
  const outcome = await sender.post('/graphql', server, JSON.stringify({ query }))
  durations.push(performance.now() - start)
  if (outcome !== '200') failures += 1
  await delay(intervalMs)
}
sender.close()
durations.sort((a, b) => a - b)
const report: NormalClientReport = { p50Ms: percentile(0.5), p99Ms: percentile(0.99), failures }
parentPort?.postMessage(report)

function percentile(share: number): number {
  return durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0
}
