import { createPacer } from '../platform/pacer.ts'
import type { Admission } from './admission.ts'

/** Bounds what `importPurchases` reads from stores, for all calls of the process together. */
export type ImportPacer = {
  /** Runs a call; null, at once, if as many run as may wait for their turns. */
  readonly run: <Result>(call: () => Promise<Result>) => Promise<Result | null>
  /** Waits until a store may be read again. */
  readonly waitForTurn: () => Promise<void>
}

/** One call has up to 100 purchases, each of which waits for a turn of its own. */
export const maxImportCalls = 4

export function createImportPacer(perSecond: number, { wait }: Pick<Admission, 'wait'>): ImportPacer {
  const pace = createPacer(perSecond)
  let running = 0
  return {
    run: async (call) => {
      if (running >= maxImportCalls) return null
      running += 1
      try {
        return await call()
      } finally {
        running -= 1
      }
    },
    waitForTurn: () => wait(null, pace),
  }
}
