import type { Log } from '../platform/log.ts'
import { forkChild, ProcessStartError, sendToChild, type Child, type ChildExit } from './fork-child.ts'
import type { MetricsAggregator } from './metrics-aggregator.ts'
import { createRestartPolicy, type RestartPolicy } from './restart-policy.ts'

/** Several processes of this server that share one port. */
export type ProcessCluster = {
  /** The URL on which they listen. */
  readonly url: string
  /** Resolves with the reason when processes exit again and again. */
  readonly failed: Promise<string>
  /** Lets all processes finish their requests; those that hang, apart from the delay that they observe, are killed. */
  readonly close: (delayMs?: number) => Promise<void>
}

type ClusterOptions = {
  readonly count: number
  readonly port: number
  readonly log: Log
  readonly metrics: MetricsAggregator
  readonly shutdownTimeoutMs: number
  /** Aborts the start. */
  readonly signal: AbortSignal
}

/** Forks the processes and replaces those that exit. */
export async function startClusterProcesses(options: ClusterOptions): Promise<ProcessCluster> {
  const { signal } = options
  const slots = createWorkerSlots(options)
  try {
    const url = await Promise.race([
      spawnAll(slots, options.count),
      rejectOnFailure(slots),
      rejectOnAbort(signal),
    ])
    return { url, failed: slots.failed, close: slots.close }
  } catch (error) {
    await slots.close()
    throw error
  }
}

async function spawnAll(slots: WorkerSlots, count: number): Promise<string> {
  // The first one starts alone, so that an error that affects all processes is printed once.
  const url = await slots.spawn()
  await Promise.all(Array.from({ length: count - 1 }, () => slots.spawn()))
  return url
}

async function rejectOnFailure({ failed }: WorkerSlots): Promise<never> {
  throw new ProcessStartError(await failed)
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(new ProcessStartError('Startup was aborted.'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

type WorkerSlots = {
  /** Resolves with the reason when a slot is given no process any more. */
  readonly failed: Promise<string>
  /** Starts a process in a new slot; resolves with its URL. One that exits before it listens is not replaced. */
  readonly spawn: () => Promise<string>
  readonly close: (delayMs?: number) => Promise<void>
}

function createWorkerSlots({ port, log, metrics, shutdownTimeoutMs }: ClusterOptions): WorkerSlots {
  const children = new Set<Child>()
  const restartTimers = new Set<NodeJS.Timeout>()
  const failed = Promise.withResolvers<string>()
  let isClosing = false

  const fork = (onExit: (child: Child, exit: ChildExit) => void): Promise<string> => {
    if (isClosing) return Promise.reject(new ProcessStartError('Startup was aborted.'))
    const child = forkChild({ port, metrics }, (exit) => {
      children.delete(child)
      if (!isClosing) onExit(child, exit)
    })
    children.add(child)
    child.listening.then(
      () => log.info({ child: child.worker.process.pid }, 'process listening'),
      // The exit handler decides what follows.
      () => undefined,
    )
    return child.listening
  }
  const respawn = (restartPolicy: RestartPolicy, child: Child, { listenedAt, ...exit }: ChildExit) => {
    const decision = restartPolicy(listenedAt === null ? 0 : performance.now() - listenedAt)
    const { pid } = child.worker.process
    if (decision === 'give-up') {
      log.error({ child: pid, ...exit }, 'process exits repeatedly right after start')
      failed.resolve('Processes exit right after start; see their output above.')
      return
    }
    log.warn({ child: pid, ...exit, ...decision }, 'process exited; starting a replacement')
    const timer = setTimeout(() => {
      restartTimers.delete(timer)
      fork((...next) => respawn(restartPolicy, ...next)).catch(() => undefined)
    }, decision.restartInMs)
    restartTimers.add(timer)
  }
  return {
    failed: failed.promise,
    spawn: () => {
      const restartPolicy = createRestartPolicy()
      return fork((child, exit) => {
        if (exit.listenedAt !== null) respawn(restartPolicy, child, exit)
      })
    },
    close: async (delayMs = 0) => {
      isClosing = true
      for (const timer of restartTimers) clearTimeout(timer)
      await shutdownAll(children, { log, shutdownTimeoutMs: delayMs + shutdownTimeoutMs })
    },
  }
}

async function shutdownAll(
  children: ReadonlySet<Child>,
  { log, shutdownTimeoutMs }: Pick<ClusterOptions, 'log' | 'shutdownTimeoutMs'>,
): Promise<void> {
  const timer = setTimeout(() => {
    log.error({ processes: children.size }, 'processes did not stop in time; killing them')
    for (const { worker } of children) worker.process.kill('SIGKILL')
  }, shutdownTimeoutMs)
  for (const { worker, isListening } of children) {
    sendToChild(worker, { type: 'coinslot/shutdown' })
    // It may not handle messages yet, and has no requests to finish.
    if (!isListening()) worker.process.kill('SIGTERM')
  }
  await Promise.all([...children].map(({ exited }) => exited))
  clearTimeout(timer)
}
