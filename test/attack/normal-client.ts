import { setTimeout as delay } from 'node:timers/promises'
import type { AttackTarget } from './attack-target.ts'
import { createSender } from './sender.ts'

export type NormalClientReport = { readonly p50Ms: number; readonly p99Ms: number; readonly failures: number }

const intervalMs = 25
const query = 'query { items(first: 10) { nodes { id itemId } } appKey { id } }'

/** A game server that keeps making requests; `stop` returns how they went. */
export function startNormalClient({ url, server }: AttackTarget): {
  stop: () => Promise<NormalClientReport>
} {
  const sender = createSender(url)
  const durations: number[] = []
  let failures = 0
  let isRunning = true
  const work = async () => {
    while (isRunning) {
      const start = performance.now()
      const outcome = await sender.post('/graphql', server, JSON.stringify({ query }))
      durations.push(performance.now() - start)
      if (outcome !== '200') failures += 1
      await delay(intervalMs)
    }
  }
  const ended = work()
  return {
    stop: async () => {
      isRunning = false
      await ended
      sender.close()
      durations.sort((a, b) => a - b)
      return { p50Ms: percentile(durations, 0.5), p99Ms: percentile(durations, 0.99), failures }
    },
  }
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
