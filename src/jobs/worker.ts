import { setTimeout as delay } from 'node:timers/promises'
import { Logger, parseCronItems, run, type CronItem, type Runner, type TaskList } from 'graphile-worker'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
import { openJobPool, type JobPool } from './job-pool.ts'
import { schedule } from './schedule.ts'
import { startSweep } from './sweep.ts'
import { createTasks } from './tasks.ts'

export type Worker = { close: () => Promise<void> }

export type WorkerOptions = {
  readonly services: Services
  readonly databaseUrl: string
  /** Jobs at once. */
  readonly concurrency: number
  readonly sweepMs: number
}

const pollMs = 1_000
const restartAfterMs = 1_000

/** Some of the tasks, with places of their own. */
type Crew = {
  readonly tasks: TaskList
  readonly concurrency: number
  readonly schedule: readonly CronItem[]
}

/** Runs jobs until it is closed; a lost database ends a runner, and another one is started. */
export function startWorker(options: WorkerOptions): Worker {
  const { services, concurrency, sweepMs } = options
  const closing = new AbortController()
  const sweep = startSweep(services, sweepMs)
  const crews = formCrews(createTasks(services, closing.signal), concurrency)
  const running = crews.map((crew) => keepRunning(options, crew, closing.signal))
  return {
    close: async () => {
      closing.abort()
      await sweep.close()
      await Promise.all(running)
    },
  }
}

/** Receivers of webhooks may be as slow as they like: they never get all places, so acknowledgements do not wait for them. */
function formCrews(tasks: TaskList, concurrency: number): Crew[] {
  if (concurrency === 1) return [{ tasks, concurrency, schedule }]
  const { deliver_webhook, ...others } = tasks
  const forWebhooks = Math.floor(concurrency / 2)
  return [
    { tasks: others, concurrency: concurrency - forWebhooks, schedule },
    { tasks: { deliver_webhook }, concurrency: forWebhooks, schedule: [] },
  ]
}

async function keepRunning(options: WorkerOptions, crew: Crew, signal: AbortSignal): Promise<void> {
  const { log } = options.services
  while (!signal.aborted) {
    try {
      await runUntilAborted(options, crew, signal)
    } catch (error) {
      log.warn({ error }, 'the jobs stopped; they are started again')
      await delay(restartAfterMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function runUntilAborted(options: WorkerOptions, crew: Crew, signal: AbortSignal): Promise<void> {
  const { services, databaseUrl } = options
  const { pool, close } = openJobPool(databaseUrl, crew.concurrency + 2, services.log)
  try {
    await runIn(pool, { services, crew, signal })
  } finally {
    await close()
  }
}

type RunnerOptions = { readonly services: Services; readonly crew: Crew; readonly signal: AbortSignal }

async function runIn(pool: JobPool['pool'], { services, crew, signal }: RunnerOptions): Promise<void> {
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: crew.concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    taskList: crew.tasks,
    parsedCronItems: parseCronItems([...crew.schedule]),
    logger: toJobLogger(services.log),
  })
  let stopped: Promise<void> = Promise.resolve()
  const stop = () => {
    stopped = runner.stop().catch((error: unknown) => {
      services.log.warn({ error }, 'the jobs did not stop well')
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

/** Payloads carry ids only, so what the queue says of its jobs may be logged. */
function toJobLogger(log: Log): Logger {
  return new Logger(({ taskIdentifier }) => (level, message) => {
    if (level === 'error') log.error({ task: taskIdentifier }, message)
    else if (level === 'warning') log.warn({ task: taskIdentifier }, message)
    else log.debug({ task: taskIdentifier }, message)
  })
}
