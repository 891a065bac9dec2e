import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { AttackTarget } from './attack-target.ts'

export type NormalClientReport = { readonly p50Ms: number; readonly p99Ms: number; readonly failures: number }

/** A game server that keeps making requests, in a thread of its own so that the attacker does not delay it. */
export function startNormalClient({ url, server }: AttackTarget): {
  stop: () => Promise<NormalClientReport>
} {
  const worker = new Worker(new URL('./normal-client-thread.ts', import.meta.url), {
    workerData: { url, server },
  })
  return {
    stop: async () => {
      const reported = once(worker, 'message')
      worker.postMessage('stop')
      const [report] = (await reported) as [NormalClientReport]
      await worker.terminate()
      return report
    },
  }
}
