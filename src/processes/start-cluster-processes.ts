import type { Log } from '../platform/log.ts'
import { forkChild, ProcessStartError, sendToChild, type Child, type ChildExit } from './fork-child.ts'
import { createMetricsAggregator } from './metrics-aggregator.ts'
import { createRestartPolicy, type RestartPolicy } from './restart-policy.ts'

/** Several processes of ours that share one port. */
export type ProcessCluster = {
  /** Where they listen. */
  readonly url: string
  /** Resolves with the reason when they cannot be kept running. */
  readonly failed: Promise<string>
  /** Lets all of them finish what is under way; what hangs is killed. */
  readonly close: () => Promise<void>
}

type ClusterOptions = {
  readonly count: number
  readonly port: number
  readonly log: Log
  readonly shutdownTimeoutMs: number
  /** Gives the start up. */
  readonly signal: AbortSignal
}

/** Forks them, and puts another one where one ended. */
export async function startClusterProcesses(options: ClusterOptions): Promise<ProcessCluster> {
  const { signal } = options
  const slots = createWorkerSlots(options)
  try {
    const url = await Promise.race([
      spawnAll(slots, options.count),
      rejectOnFailure(slots),
      rejectOnAbort(signal),
    ])
    return { url, failed: slots.givenUp, close: slots.close }
  } catch (error) {
    await slots.close()
    throw error
  }
}

async function spawnAll(slots: WorkerSlots, count: number): Promise<string> {
  // The first one alone: what is wrong with all of them is said once.
  const url = await slots.fill()
  await Promise.all(Array.from({ length: count - 1 }, () => slots.fill()))
  return url
}

async function rejectOnFailure({ givenUp }: WorkerSlots): Promise<never> {
  throw new ProcessStartError(await givenUp)
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(new ProcessStartError('Startup was aborted.'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

type WorkerSlots = ReturnType<typeof createWorkerSlots>

function createWorkerSlots({ port, log, shutdownTimeoutMs }: ClusterOptions) {
  const metrics = createMetricsAggregator()
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
      // It ended, which is judged elsewhere.
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
    givenUp: failed.promise,
    /** For the first time: one that ends before it listens ends the start, and is not put there again. */
    fill: () => {
      const restartPolicy = createRestartPolicy()
      return fork((child, exit) => {
        if (exit.listenedAt !== null) respawn(restartPolicy, child, exit)
      })
    },
    close: async () => {
      isClosing = true
      for (const timer of restartTimers) clearTimeout(timer)
      await shutdownAll(children, { log, shutdownTimeoutMs })
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
    // It may not listen to its primary yet either, and has nothing to finish.
    if (!isListening()) worker.process.kill('SIGTERM')
  }
  await Promise.all([...children].map(({ exited }) => exited))
  clearTimeout(timer)
}
