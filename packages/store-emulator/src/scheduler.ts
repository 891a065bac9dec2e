import { setImmediate as nextTurn } from 'node:timers/promises'
import type { VirtualClock } from './virtual-clock.ts'

const maxTimerMs = 2 ** 31 - 1
const maxConcurrentTasks = 16
/** So many, and then requests get their turn. */
const maxTasksPerTurn = 200

/** `at` is the moment for which it was planned, even when a jump of the clock made it late. */
type Task = (scheduledAt: number) => void | Promise<void>
type Entry = { at: number; order: number; task: Task }

/** What is to happen at a moment of the virtual clock, whether time passes or is moved. */
export class Scheduler {
  readonly #clock: VirtualClock
  /** A binary heap, the earliest first. */
  #entries: Entry[] = []
  #order = 0
  #running = 0
  #timer: NodeJS.Timeout | undefined
  #idleListeners: (() => void)[] = []

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  schedule(at: number, task: Task): void {
    this.#entries.push({ at, order: this.#order, task })
    this.#order += 1
    this.#siftUp(this.#entries.length - 1)
    this.#setTimer()
  }

  clear(): void {
    this.#entries = []
    clearTimeout(this.#timer)
  }

  /** Does all that is due by now, and what becomes due by that; waits at most so long, in real milliseconds. */
  async runDue(limitMs: number): Promise<void> {
    this.#runDueTasks()
    if (this.#running === 0) return
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const done = (): void => {
      resolve(undefined)
    }
    this.#idleListeners.push(done)
    const timer = setTimeout(done, limitMs)
    await promise
    clearTimeout(timer)
  }

  #runDueTasks(): void {
    for (let done = 0; ; done += 1) {
      const next = this.#entries[0]
      if (next === undefined || next.at > this.#clock.now() || this.#running >= maxConcurrentTasks) break
      if (done === maxTasksPerTurn) {
        this.#track(nextTurn())
        break
      }
      this.#removeFirst()
      const result = next.task(next.at)
      if (result !== undefined) this.#track(result)
    }
    this.#setTimer()
    if (this.#running > 0) return
    for (const done of this.#idleListeners.splice(0)) done()
  }

  #track(work: Promise<void>): void {
    this.#running += 1
    void work.finally(() => {
      this.#running -= 1
      this.#runDueTasks()
    })
  }

  #setTimer(): void {
    clearTimeout(this.#timer)
    const next = this.#entries[0]
    if (next === undefined || this.#running >= maxConcurrentTasks) return
    const wait = Math.min(Math.max(next.at - this.#clock.now(), 0), maxTimerMs)
    this.#timer = setTimeout(() => {
      this.#runDueTasks()
    }, wait).unref()
  }

  #removeFirst(): void {
    const last = this.#entries.pop()
    if (last === undefined || this.#entries.length === 0) return
    this.#entries[0] = last
    this.#siftDown(0)
  }

  #siftUp(start: number): void {
    let position = start
    while (position > 0) {
      const parent = Math.floor((position - 1) / 2)
      if (!this.#swapIfEarlier(position, parent)) return
      position = parent
    }
  }

  #siftDown(start: number): void {
    let position = start
    for (;;) {
      const left = 2 * position + 1
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left
      if (!this.#swapIfEarlier(child, position)) return
      position = child
    }
  }

  #swapIfEarlier(lower: number, upper: number): boolean {
    const [a, b] = [this.#entries[lower], this.#entries[upper]]
    if (a === undefined || b === undefined || !this.#isEarlier(lower, upper)) return false
    this.#entries[lower] = b
    this.#entries[upper] = a
    return true
  }

  #isEarlier(first: number, second: number): boolean {
    const [a, b] = [this.#entries[first], this.#entries[second]]
    if (a === undefined || b === undefined) return false
    return a.at === b.at ? a.order < b.order : a.at < b.at
  }
}
