import { setImmediate as nextTurn } from 'node:timers/promises'
import TinyQueue from 'tinyqueue'
import type { VirtualClock } from './virtual-clock.ts'

const maxTimerMs = 2 ** 31 - 1
const maxConcurrentTasks = 16
/** After this many tasks the event loop gets a turn, so that requests are served in between. */
const maxTasksPerTurn = 200

/** Receives the time for which it was scheduled, even when it runs late because the clock jumped. */
type Task = (scheduledAt: number) => void | Promise<void>
type ScheduledTask = { at: number; order: number; task: Task }

/** Runs tasks at times of the virtual clock, whether time passes or the clock is advanced. */
export type Scheduler = {
  schedule: (at: number, task: Task) => void
  clear: () => void
  /** Runs all tasks that are due, and those that these schedule, and waits for them; at most `timeoutMs` real milliseconds. */
  runDue: (timeoutMs: number) => Promise<void>
}

export function createScheduler(clock: VirtualClock): Scheduler {
  const idleSignal = createIdleSignal()
  let queue = createTaskQueue()
  let scheduledCount = 0
  let runningCount = 0
  let timer: NodeJS.Timeout | undefined

  function runDueTasks(): void {
    for (let startedCount = 0; ; startedCount += 1) {
      const next = queue.peek()
      if (next === undefined || next.at > clock.now() || runningCount >= maxConcurrentTasks) break
      const result = startedCount === maxTasksPerTurn ? nextTurn() : queue.pop()?.task(next.at)
      if (result !== undefined) track(result)
      if (startedCount === maxTasksPerTurn) break
    }
    setTimer()
    if (runningCount === 0) idleSignal.notify()
  }

  function track(work: Promise<void>): void {
    runningCount += 1
    void work.finally(() => {
      runningCount -= 1
      runDueTasks()
    })
  }

  function setTimer(): void {
    clearTimeout(timer)
    const next = queue.peek()
    if (next === undefined || runningCount >= maxConcurrentTasks) return
    const delayMs = Math.min(Math.max(next.at - clock.now(), 0), maxTimerMs)
    timer = setTimeout(runDueTasks, delayMs).unref()
  }

  return {
    schedule: (at, task) => {
      queue.push({ at, order: scheduledCount, task })
      scheduledCount += 1
      setTimer()
    },
    clear: () => {
      queue = createTaskQueue()
      clearTimeout(timer)
    },
    runDue: async (timeoutMs) => {
      runDueTasks()
      if (runningCount > 0) await idleSignal.wait(timeoutMs)
    },
  }
}

/** The earliest task first; tasks of the same time in the order in which they were scheduled. */
function createTaskQueue(): TinyQueue<ScheduledTask> {
  return new TinyQueue<ScheduledTask>([], (a, b) => a.at - b.at || a.order - b.order)
}

type IdleSignal = {
  notify: () => void
  wait: (timeoutMs: number) => Promise<void>
}

function createIdleSignal(): IdleSignal {
  const listeners = new Set<() => void>()
  return {
    notify: () => {
      for (const listener of listeners) listener()
      listeners.clear()
    },
    wait: async (timeoutMs) => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const listener = (): void => {
        resolve(undefined)
      }
      listeners.add(listener)
      const timer = setTimeout(listener, timeoutMs)
      await promise
      clearTimeout(timer)
      listeners.delete(listener)
    },
  }
}
