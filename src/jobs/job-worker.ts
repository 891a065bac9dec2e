import { setTimeout as delay } from 'node:timers/promises'
import { Logger, parseCronItems, run, type CronItem, type Runner, type TaskList } from 'graphile-worker'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
import { correctSchedules } from './due-jobs.ts'
import { openJobConnectionPool, type JobConnectionPool } from './job-connection-pool.ts'
import { schedule } from './schedule.ts'
import { startJobRecovery } from './recover-due-jobs.ts'
import { createTasks } from './tasks.ts'
import { traceTask } from './trace-task.ts'
import { startWorkerHeartbeat, type WorkerHeartbeat } from './worker-heartbeat.ts'

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

/**
 * Without batches graphile-worker neither awaits nor catches the statements that complete a job or fail it: the loss of a connection
 * would be an unhandled rejection, and the job would stay locked. With batches, even without a delay, the runner stops and is restarted.
 */
const completionSettings = { completeJobBatchDelay: 0, failJobBatchDelay: 0 }

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
  const heartbeat = startWorkerHeartbeat(services)
  const tasks = Object.fromEntries(
    Object.entries(createTasks(services, closing.signal)).map(([name, task]) => [
      name,
      traceTask(name, task),
    ]),
  )
  const pools = createWorkerPools(tasks, concurrency)
  const running = pools.map((pool) => runWithRestart({ ...options, heartbeat }, pool, closing.signal))
  return {
    close: async () => {
      closing.abort()
      await recovery.close()
      await Promise.all(running)
      await heartbeat.close()
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

type RunOptions = JobWorkerOptions & { readonly heartbeat: WorkerHeartbeat }

async function runWithRestart(
  options: RunOptions,
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
  options: RunOptions,
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
  options: RunOptions,
  workerPool: WorkerPool,
  signal: AbortSignal,
): Promise<void> {
  const { services, databaseUrl, heartbeat } = options
  const { pool, close } = openJobConnectionPool(databaseUrl, workerPool.concurrency + 2, services.log)
  const poolIds = new Set<string>()
  const addPool = (poolId: string) => {
    poolIds.add(poolId)
    return heartbeat.addPool(poolId)
  }
  try {
    await runOnPool(pool, { services, workerPool, signal, addPool })
  } finally {
    for (const poolId of poolIds) heartbeat.removePool(poolId)
    await close()
  }
}

type RunnerOptions = {
  readonly services: Services
  /** Called before a worker of the pool starts its first job. */
  readonly addPool: (poolId: string) => Promise<void>
  readonly workerPool: WorkerPool
  readonly signal: AbortSignal
}

async function runOnPool(
  pool: JobConnectionPool['pool'],
  { services, workerPool, signal, addPool }: RunnerOptions,
): Promise<void> {
  const runner: Runner = await run({
    pgPool: pool,
    preset: { worker: completionSettings, plugins: [createHeartbeatPlugin(addPool)] },
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

/** graphile-worker awaits the hook before the first job of each worker. */
function createHeartbeatPlugin(addPool: RunnerOptions['addPool']): GraphileConfig.Plugin {
  return {
    name: 'CoinslotHeartbeatPlugin',
    version: '1.0.0',
    worker: { hooks: { startWorker: (_ctx, { worker }) => addPool(worker.workerPool.id) } },
  }
}

/** The message of a failed job repeats the error with its stack, so only its first line is logged, beside the error itself. */
function toJobLogger(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message, meta) => {
    // The library passes no `meta` with most messages.
    const { error }: { readonly error?: unknown } = { ...meta }
    const fields = { task: taskIdentifier, ...(error instanceof Error ? { error } : {}) }
    const [text = ''] = message.split(/ with error |\n/)
    if (level === 'error') log.error(fields, text)
    else if (level === 'warning') log.warn(fields, text)
    else log.debug(fields, text)
  })
}
