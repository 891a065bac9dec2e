import type { Log } from '../platform/log.ts'
import { forkChild, ProcessNotStarted, tell, type Child, type Ending } from './fork-child.ts'
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
  /** Gives the start up. */
  readonly signal: AbortSignal
}

/** Forks them, and puts another one where one ended. */
export async function startProcesses(options: ProcessesOptions): Promise<Processes> {
  const { signal } = options
  const places = createPlaces(options)
  try {
    const url = await Promise.race([fillAll(places, options.count), whenGivenUp(places), whenAborted(signal)])
    return { url, gone: places.givenUp, close: places.close }
  } catch (error) {
    await places.close()
    throw error
  }
}

async function fillAll(places: Places, count: number): Promise<string> {
  // The first one alone: what is wrong with all of them is said once.
  const url = await places.fill()
  await Promise.all(Array.from({ length: count - 1 }, () => places.fill()))
  return url
}

async function whenGivenUp({ givenUp }: Places): Promise<never> {
  throw new ProcessNotStarted(await givenUp)
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = () => reject(new ProcessNotStarted('The start was given up.'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

type Places = ReturnType<typeof createPlaces>

function createPlaces({ port, log, stopWithinMs }: ProcessesOptions) {
  const metrics = createMetricsSum()
  const children = new Set<Child>()
  const pauses = new Set<NodeJS.Timeout>()
  const givenUp = Promise.withResolvers<string>()
  let isClosing = false

  const put = (onEnd: (child: Child, ending: Ending) => void): Promise<string> => {
    if (isClosing) return Promise.reject(new ProcessNotStarted('The start was given up.'))
    const child = forkChild({ port, metrics }, (ending) => {
      children.delete(child)
      if (!isClosing) onEnd(child, ending)
    })
    children.add(child)
    child.listening.then(
      () => log.info({ child: child.worker.process.pid }, 'a process listens'),
      // It ended, which is judged elsewhere.
      () => undefined,
    )
    return child.listening
  }
  const refill = (judge: RestartPolicy, child: Child, { listenedAt, ...ending }: Ending) => {
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
      put((...next) => refill(judge, ...next)).catch(() => undefined)
    }, verdict.restartInMs)
    pauses.add(pause)
  }
  return {
    givenUp: givenUp.promise,
    /** For the first time: one that ends before it listens ends the start, and is not put there again. */
    fill: () => {
      const judge = createRestartPolicy()
      return put((child, ending) => {
        if (ending.listenedAt !== null) refill(judge, child, ending)
      })
    },
    close: async () => {
      isClosing = true
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
  for (const { worker, hasListened } of children) {
    tell(worker, { type: 'coinslot/stop' })
    // It may not listen to its primary yet either, and has nothing to finish.
    if (!hasListened()) worker.process.kill('SIGTERM')
  }
  await Promise.all([...children].map(({ ended }) => ended))
  clearTimeout(limit)
}
