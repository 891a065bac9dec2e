import { setTimeout as delay } from 'node:timers/promises'
import { Logger, parseCronItems, run, type Runner } from 'graphile-worker'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
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

/** Runs jobs until it is closed; a lost database ends the runner, and another one is started. */
export function startWorker(options: WorkerOptions): Worker {
  const { services, sweepMs } = options
  const closing = new AbortController()
  const sweep = startSweep(services, sweepMs)
  const running = keepRunning(options, closing.signal)
  return {
    close: async () => {
      closing.abort()
      await sweep.close()
      await running
    },
  }
}

async function keepRunning(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { log } = options.services
  while (!signal.aborted) {
    try {
      await runUntilAborted(options, signal)
    } catch (error) {
      log.warn({ error }, 'the jobs stopped; they are started again')
      await delay(restartAfterMs, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function runUntilAborted(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { services, databaseUrl, concurrency } = options
  const runner: Runner = await run({
    connectionString: databaseUrl,
    concurrency,
    maxPoolSize: concurrency + 2,
    pollInterval: pollMs,
    noHandleSignals: true,
    taskList: createTasks(services, signal),
    parsedCronItems: parseCronItems([...schedule]),
    logger: toJobLogger(services.log),
  })
  const stop = () => {
    runner.stop().catch((error: unknown) => {
      services.log.warn({ error }, 'the jobs did not stop well')
    })
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await runner.promise
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
