import { setTimeout as delay } from 'node:timers/promises'
import {
  deleteJobWorker,
  saveJobWorkerHeartbeat,
  unlockJobs,
  type JobWorkerHeartbeat,
} from '../db/queries/job-workers.ts'
import type { Services } from '../domain/context.ts'
import { coalesceRuns, type CoalescedRun } from '../platform/coalesce-runs.ts'
import { describeProcess } from '../platform/ids.ts'
import { createEndedWorkerDetector } from './ended-worker-detector.ts'

/** The heartbeat of a process that runs jobs. */
export type WorkerHeartbeat = {
  /** Resolves when the pool is stored, so that others can take over the jobs that it locks from now on. Never throws. */
  addPool: (poolId: string) => Promise<void>
  /** Reports that a pool has ended. Jobs that it could not complete are unlocked soon. */
  removePool: (poolId: string) => void
  /** Removes the process, so that others continue its work at once. Never throws. */
  close: () => Promise<void>
}

const intervalMs = 1_000
const retryDelayMs = 250
/** Longer than a busy process may take for its next heartbeat. A mistake is harmless: any job may run twice. */
const endedAfterMs = 6_000
const closeTimeoutMs = 1_000

/** Sends the heartbeat of this process, and takes over the jobs and leases of processes that have ended. */
export function startWorkerHeartbeat(services: Services): WorkerHeartbeat {
  const { db, log, processId } = services
  const closing = new AbortController()
  const pools: Pools = { current: new Set(), stored: new Set(), ended: new Set() }
  const beat = createHeartbeat(services, pools, closing.signal)
  const timer = setInterval(beat, intervalMs)
  timer.unref()
  return {
    addPool: async (poolId) => {
      pools.current.add(poolId)
      while (!pools.stored.has(poolId) && !closing.signal.aborted) {
        beat()
        await beat.whenIdle()
        if (!pools.stored.has(poolId))
          await delay(retryDelayMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    },
    removePool: (poolId) => {
      pools.current.delete(poolId)
      pools.stored.delete(poolId)
      pools.ended.add(poolId)
      beat()
    },
    close: async () => {
      closing.abort()
      clearInterval(timer)
      const removed = beat.whenIdle().then(() => deleteJobWorker(db, processId, null))
      const logged = removed.catch((error: unknown) =>
        log.warn({ error }, 'removing the job worker failed; other processes take its work over'),
      )
      await Promise.race([logged, delay(closeTimeoutMs, undefined, { ref: false })])
    },
  }
}

/** The worker pools of this process. */
type Pools = {
  readonly current: Set<string>
  /** Those of the current ones that the database has. */
  readonly stored: Set<string>
  /** Those whose jobs are still to be unlocked. */
  readonly ended: Set<string>
}

function createHeartbeat({ db, log, processId }: Services, pools: Pools, signal: AbortSignal): CoalescedRun {
  const detector = createEndedWorkerDetector({ endedAfterMs, maxGapMs: 3 * intervalMs })
  const unlockEndedPools = async () => {
    const ended = [...pools.ended]
    if (ended.length === 0) return
    await unlockJobs(db, ended)
    for (const poolId of ended) pools.ended.delete(poolId)
  }
  const takeOver = async ({ id, heartbeatCount }: JobWorkerHeartbeat) => {
    if (await deleteJobWorker(db, id, heartbeatCount))
      log.warn({ process: describeProcess(id) }, 'a process that ran jobs has ended; its jobs are taken over')
  }
  return coalesceRuns(async () => {
    if (signal.aborted) return
    try {
      await unlockEndedPools()
      const current = [...pools.current]
      const poolIds = [...current, ...pools.ended]
      const others = await saveJobWorkerHeartbeat(db, { id: processId, poolIds })
      for (const poolId of current) pools.stored.add(poolId)
      for (const ended of detector.observe(others, performance.now())) await takeOver(ended)
    } catch (error) {
      detector.reset()
      log.debug({ error }, 'sending the heartbeat of the job worker failed; retrying')
    }
  })
}
