import type { Log } from '../platform/log.ts'
import { forkChild, tell, type Child } from './fork-child.ts'
import { createMetricsSum } from './metrics-sum.ts'
import { createRestartPolicy, type RestartPolicy } from './restart-policy.ts'

/** Several processes of ours that share one port. */
export type Processes = {
  /** Where they listen. */
  readonly url: string
  /** Resolves with the reason when they cannot be kept running. */
  readonly gone: Promise<string>
  /** Lets all of them finish what is under way; what hangs is killed. */
  readonly close: () => Promise<void>
}

type ProcessesOptions = {
  readonly count: number
  readonly port: number
  readonly log: Log
  readonly stopWithinMs: number
}

/** Forks them, and puts another one where one ended. */
export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const { count } = options
  const places = createPlaces(options)
  try {
    // The first one alone: what is wrong with all of them is said once.
    const url = await places.fill()
    await Promise.all(Array.from({ length: count - 1 }, () => places.fill()))
    places.keepFilled()
    return { url, gone: places.givenUp, close: places.close }
  } catch (error) {
    await places.close()
    throw error
  }
}

function createPlaces({ port, log, stopWithinMs }: ProcessesOptions) {
  const metrics = createMetricsSum()
  const children = new Set<Child>()
  const pauses = new Set<NodeJS.Timeout>()
  const givenUp = Promise.withResolvers<string>()
  let phase: 'starting' | 'running' | 'closing' = 'starting'

  const fill = (judge: RestartPolicy = createRestartPolicy()): Promise<string> => {
    const child = forkChild({ port, metrics }, ({ listenedAt, ...ending }) => {
      children.delete(child)
      // One that never listened ends the whole start.
      if (phase === 'closing' || (phase === 'starting' && listenedAt === null)) return
      const verdict = judge(listenedAt === null ? 0 : performance.now() - listenedAt)
      const { pid } = child.worker.process
      if (verdict === 'give up') {
        log.error({ child: pid, ...ending }, 'a process ended at once again and again')
        givenUp.resolve('Processes end as soon as they are started; what they said is above.')
        return
      }
      log.warn({ child: pid, ...ending, ...verdict }, 'a process ended; another one takes its place')
      const pause = setTimeout(() => {
        pauses.delete(pause)
        void fill(judge)
      }, verdict.restartInMs)
      pauses.add(pause)
    })
    children.add(child)
    child.listening.then(
      () => log.info({ child: child.worker.process.pid }, 'a process listens'),
      // It ended, which is judged above.
      () => undefined,
    )
    return child.listening
  }
  return {
    givenUp: givenUp.promise,
    fill: () => fill(),
    keepFilled: () => void (phase = 'running'),
    close: async () => {
      phase = 'closing'
      for (const pause of pauses) clearTimeout(pause)
      await endAll(children, { log, stopWithinMs })
    },
  }
}

async function endAll(
  children: ReadonlySet<Child>,
  { log, stopWithinMs }: Pick<ProcessesOptions, 'log' | 'stopWithinMs'>,
): Promise<void> {
  const limit = setTimeout(() => {
    log.error({ processes: children.size }, 'processes did not stop in time and are killed')
    for (const { worker } of children) worker.process.kill('SIGKILL')
  }, stopWithinMs)
  for (const { worker } of children) tell(worker, { type: 'coinslot/stop' })
  await Promise.all([...children].map(({ ended }) => ended))
  clearTimeout(limit)
}
