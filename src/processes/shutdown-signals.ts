import { waitForShutdownMessage } from './cluster-child.ts'

/** A terminal, a shell, npm and a service manager may each deliver the one wish; only later is it a second one. */
const duplicateSignalWindowMs = 1_000

/** Resolves with the first signal. Whoever asks again after a moment is in a hurry. */
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
 * For a process that npm runs. Most shells that npm puts between do not hand signals on: a SIGTERM ends them and npm, and the
 * only thing that is to be noticed here is that the parent is another one.
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

/** A terminal or a service manager may signal the children too: they wait for the primary's word, or follow a SIGTERM. */
export function waitForShutdownAsChild(): Promise<string> {
  process.on('SIGINT', () => undefined)
  const signaled = new Promise<string>((resolve) => {
    process.on('SIGTERM', resolve)
  })
  return Promise.race([signaled, waitForShutdownMessage()])
}
