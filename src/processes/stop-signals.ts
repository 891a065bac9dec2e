import { whenToldToStop } from './child.ts'

/** Resolves with the first signal. Whoever asks twice is in a hurry. */
export function whenStopped(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve(signal)
        process.once(signal, () => process.exit(1))
      })
    }
  })
}

/** A terminal or a service manager may signal the children too: they wait for the primary's word, or follow a SIGTERM. */
export function whenStoppedAsChild(): Promise<string> {
  process.on('SIGINT', () => undefined)
  const signaled = new Promise<string>((resolve) => {
    process.on('SIGTERM', resolve)
  })
  return Promise.race([signaled, whenToldToStop()])
}
