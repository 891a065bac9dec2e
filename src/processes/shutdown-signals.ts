import { waitForShutdownMessage } from './cluster-child.ts'

/** A terminal, a shell, npm and a service manager may each forward the same signal; within this time they count as one. */
const duplicateSignalWindowMs = 1_000

/** Resolves with the first signal. A second signal, after the window for duplicates, exits at once. */
export function waitForShutdownSignal(): Promise<string> {
  return new Promise((resolve) => {
    let firstAt: number | null = null
    const handleSignal = (signal: NodeJS.Signals) => {
      const now = performance.now()
      if (firstAt !== null && now - firstAt >= duplicateSignalWindowMs) process.exit(1)
      firstAt ??= now
      resolve(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, handleSignal)
  })
}

const parentPollIntervalMs = 250

/**
 * For a process that npm runs through a shell. Most shells do not forward signals: a SIGTERM ends the shell and npm, and this
 * process can only notice that it has another parent.
 */
export function waitForParentExit(): Promise<string> {
  const parent = process.ppid
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      resolve('SIGTERM (npm parent exited)')
    }, parentPollIntervalMs)
    timer.unref()
  })
}

/** For a process that a program started with a channel to it: the channel closes when that program ends, however that happens. */
export function waitForDisconnect(): Promise<string> {
  return new Promise((resolve) => {
    if (process.channel !== undefined) process.once('disconnect', () => resolve('SIGTERM (channel closed)'))
  })
}

/** The reason of a child that is stopped alone, and replaced. */
export const restartSignal = 'SIGTERM (this process)'

/** A terminal or a service manager may signal the children too: they ignore SIGINT and wait for the primary's message or a SIGTERM. */
export function waitForShutdownAsChild(): Promise<string> {
  process.on('SIGINT', () => undefined)
  const signaled = new Promise<string>((resolve) => {
    process.on('SIGTERM', () => resolve(restartSignal))
  })
  return Promise.race([signaled, waitForShutdownMessage()])
}
