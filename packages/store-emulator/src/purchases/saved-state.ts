import { join } from 'node:path'
import { z } from 'zod'
import { openJournal } from './journal.ts'
import { purchaseSchema } from './purchase.ts'
import type { Purchase } from './purchase.ts'

const entrySchema = z.union([
  z.strictObject({ purchase: purchaseSchema }),
  z.strictObject({ clockOffsetMs: z.int().nonnegative() }),
])

/** What survives a restart: the purchases and the offset of the virtual clock. */
export type SavedState = {
  purchases: Purchase[]
  clockOffsetMs: number
  savePurchase: (purchase: Purchase) => void
  saveClock: (offsetMs: number) => void
  /** Deletes all purchases; the clock stays. */
  clearPurchases: (clockOffsetMs: number) => void
  close: () => void
}

/** Without a directory nothing is saved. */
export function openSavedState(dataDir: string | undefined): SavedState {
  if (dataDir === undefined) return createInMemoryState()
  const path = join(dataDir, 'purchases.jsonl')
  const journal = openJournal(path)
  const { purchases, clockOffsetMs } = parseEntries(path, journal.read())
  journal.rewrite([{ clockOffsetMs }, ...purchases.map((purchase) => ({ purchase }))])
  return {
    purchases,
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
    close: journal.close,
  }
}

/** Later entries replace earlier ones of the same purchase. */
function parseEntries(
  path: string,
  entries: readonly unknown[],
): Pick<SavedState, 'purchases' | 'clockOffsetMs'> {
  const purchases = new Map<string, Purchase>()
  let clockOffsetMs = 0
  for (const raw of entries) {
    const entry = entrySchema.safeParse(raw).data
    if (entry === undefined) {
      throw new Error(`${path} was written by another version; delete the file to start without purchases`)
    }
    if ('purchase' in entry) purchases.set(entry.purchase.id, entry.purchase)
    else clockOffsetMs = entry.clockOffsetMs
  }
  return { purchases: [...purchases.values()], clockOffsetMs }
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
