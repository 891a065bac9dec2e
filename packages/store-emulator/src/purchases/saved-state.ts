import { join } from 'node:path'
import { z } from 'zod'
import { Journal } from './journal.ts'
import { purchaseSchema } from './purchase.ts'
import type { Purchase } from './purchase.ts'

const entrySchema = z.union([
  z.strictObject({ purchase: purchaseSchema }),
  z.strictObject({ clockOffsetMs: z.int().nonnegative() }),
])

/** What a restart keeps: the purchases and how far the virtual clock was moved. */
export type SavedState = {
  purchases: Purchase[]
  clockOffsetMs: number
  savePurchase: (purchase: Purchase) => void
  saveClock: (offsetMs: number) => void
  /** Forgets all purchases; the clock stays. */
  clearPurchases: (clockOffsetMs: number) => void
  close: () => void
}

export function openSavedState(dataDir: string | undefined): SavedState {
  if (dataDir === undefined) return createInMemoryState()
  const path = join(dataDir, 'purchases.jsonl')
  const journal = new Journal(path)
  const purchases = new Map<string, Purchase>()
  let clockOffsetMs = 0
  for (const raw of journal.read()) {
    const entry = entrySchema.safeParse(raw).data
    if (entry === undefined) throw new Error(`${path} is not of this version: delete it to start empty`)
    if ('purchase' in entry) purchases.set(entry.purchase.id, entry.purchase)
    else clockOffsetMs = entry.clockOffsetMs
  }
  journal.rewrite([{ clockOffsetMs }, ...Array.from(purchases.values(), (purchase) => ({ purchase }))])
  return {
    purchases: [...purchases.values()],
    clockOffsetMs,
    savePurchase: (purchase) => {
      journal.append({ purchase })
    },
    saveClock: (offsetMs) => {
      journal.append({ clockOffsetMs: offsetMs })
    },
    clearPurchases: (offsetMs) => {
      journal.rewrite([{ clockOffsetMs: offsetMs }])
    },
    close: () => {
      journal.close()
    },
  }
}

function createInMemoryState(): SavedState {
  const noop = (): void => undefined
  return {
    purchases: [],
    clockOffsetMs: 0,
    savePurchase: noop,
    saveClock: noop,
    clearPurchases: noop,
    close: noop,
  }
}
