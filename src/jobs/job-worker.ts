import { setTimeout as delay } from 'node:timers/promises'
import { Logger, parseCronItems, run, type CronItem, type Runner, type TaskList } from 'graphile-worker'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
import { correctSchedules } from './due-jobs.ts'
import { openJobConnectionPool, type JobConnectionPool } from './job-connection-pool.ts'
import { schedule } from './schedule.ts'
import { startJobRecovery } from './recover-due-jobs.ts'
import { createTasks } from './tasks.ts'

export type JobWorker = { close: () => Promise<void> }

export type JobWorkerOptions = {
  readonly services: Services
  readonly databaseUrl: string
  /** The maximum number of jobs that run at the same time. */
  readonly concurrency: number
  readonly recoveryIntervalMs: number
}

const pollIntervalMs = 1_000
const restartDelayMs = 1_000

/** A part of the tasks, with a concurrency of its own. */
type WorkerPool = {
  readonly tasks: TaskList
  readonly concurrency: number
  readonly schedule: readonly CronItem[]
}

/** Runs jobs until it is closed. A runner that stops because the database is unavailable is restarted. */
export function startJobWorker(options: JobWorkerOptions): JobWorker {
  const { services, concurrency, recoveryIntervalMs } = options
  const closing = new AbortController()
  const recovery = startJobRecovery(services, recoveryIntervalMs)
  const pools = createWorkerPools(createTasks(services, closing.signal), concurrency)
  const running = pools.map((pool) => runWithRestart(options, pool, closing.signal))
  return {
    close: async () => {
      closing.abort()
      await recovery.close()
      await Promise.all(running)
    },
  }
}

/** Slow webhook receivers occupy at most half of the concurrency, so that acknowledgements do not wait for them. */
function createWorkerPools(tasks: TaskList, concurrency: number): WorkerPool[] {
  if (concurrency === 1) return [{ tasks, concurrency, schedule }]
  const { deliver_webhook, ...others } = tasks
  const webhookConcurrency = Math.floor(concurrency / 2)
  return [
    { tasks: others, concurrency: concurrency - webhookConcurrency, schedule },
    { tasks: { deliver_webhook }, concurrency: webhookConcurrency, schedule: [] },
  ]
}

async function runWithRestart(
  options: JobWorkerOptions,
  workerPool: WorkerPool,
  signal: AbortSignal,
): Promise<void> {
  const { log } = options.services
  while (!signal.aborted) {
    try {
      await runUntilClockChanges(options, workerPool, signal)
    } catch (error) {
      log.warn({ error }, 'job runner stopped unexpectedly; restarting')
      await delay(restartDelayMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

/** A process with a wrong clock runs jobs but no schedules, which it would run early for every process. */
async function runUntilClockChanges(
  options: JobWorkerOptions,
  workerPool: WorkerPool,
  signal: AbortSignal,
): Promise<void> {
  const { databaseClock } = options.services
  if (workerPool.schedule.length === 0) return runUntilAborted(options, workerPool, signal)
  const clockChanged = new AbortController()
  const unsubscribe = databaseClock.onSkewChange(() => clockChanged.abort())
  try {
    const isSkewed = databaseClock.isSkewed()
    if (!isSkewed) await correctSchedules(options.services, workerPool.schedule)
    const pool = isSkewed ? { ...workerPool, schedule: [] } : workerPool
    await runUntilAborted(options, pool, AbortSignal.any([signal, clockChanged.signal]))
  } finally {
    unsubscribe()
  }
}

async function runUntilAborted(
  options: JobWorkerOptions,
  workerPool: WorkerPool,
  signal: AbortSignal,
): Promise<void> {
  const { services, databaseUrl } = options
  const { pool, close } = openJobConnectionPool(databaseUrl, workerPool.concurrency + 2, services.log)
  try {
    await runOnPool(pool, { services, workerPool, signal })
  } finally {
    await close()
  }
}

type RunnerOptions = {
  readonly services: Services
  readonly workerPool: WorkerPool
  readonly signal: AbortSignal
}

async function runOnPool(
  pool: JobConnectionPool['pool'],
  { services, workerPool, signal }: RunnerOptions,
): Promise<void> {
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: workerPool.concurrency,
    pollInterval: pollIntervalMs,
    noHandleSignals: true,
    taskList: workerPool.tasks,
    parsedCronItems: parseCronItems([...workerPool.schedule]),
    logger: toJobLogger(services.log),
  })
  let stopped: Promise<void> = Promise.resolve()
  const stop = () => {
    stopped = runner.stop().catch((error: unknown) => {
      services.log.warn({ error }, 'job runner failed to stop')
    })
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await runner.promise
    await stopped
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Payloads contain ids only, so messages about jobs may be logged. */
function toJobLogger(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message) => {
    if (level === 'error') log.error({ task: taskIdentifier }, message)
    else if (level === 'warning') log.warn({ task: taskIdentifier }, message)
    else log.debug({ task: taskIdentifier }, message)
  })
}
