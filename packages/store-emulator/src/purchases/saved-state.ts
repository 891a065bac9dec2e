import { join } from 'node:path'
import { z } from 'zod'
import { openJournal } from './journal.ts'
import { purchaseSchema } from './purchase.ts'
import type { Purchase } from './purchase.ts'
import { subscriptionSchema } from '../subscriptions/subscription.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

const entrySchema = z.union([
  z.strictObject({ purchase: purchaseSchema }),
  z.strictObject({ subscription: subscriptionSchema }),
  z.strictObject({ clockOffsetMs: z.int().nonnegative() }),
])

/** What survives a restart: the purchases, the subscriptions and the offset of the virtual clock. */
export type SavedState = {
  purchases: Purchase[]
  subscriptions: Subscription[]
  clockOffsetMs: number
  savePurchase: (purchase: Purchase) => void
  saveSubscription: (subscription: Subscription) => void
  saveClock: (offsetMs: number) => void
  /** Deletes all purchases and subscriptions; the clock stays. */
  clearPurchases: (clockOffsetMs: number) => void
  close: () => void
}

/** Without a directory nothing is saved. */
export function openSavedState(dataDir: string | undefined): SavedState {
  if (dataDir === undefined) return createInMemoryState()
  const path = join(dataDir, 'purchases.jsonl')
  const journal = openJournal(path)
  const { purchases, subscriptions, clockOffsetMs } = parseEntries(path, journal.read())
  journal.rewrite([
    { clockOffsetMs },
    ...purchases.map((purchase) => ({ purchase })),
    ...subscriptions.map((subscription) => ({ subscription })),
  ])
  return {
    purchases,
    subscriptions,
    clockOffsetMs,
    savePurchase: (purchase) => {
      journal.append({ purchase })
    },
    saveSubscription: (subscription) => {
      journal.append({ subscription })
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

/** Later entries replace earlier ones of the same purchase or subscription. */
function parseEntries(
  path: string,
  entries: readonly unknown[],
): Pick<SavedState, 'purchases' | 'subscriptions' | 'clockOffsetMs'> {
  const purchases = new Map<string, Purchase>()
  const subscriptions = new Map<string, Subscription>()
  let clockOffsetMs = 0
  for (const raw of entries) {
    const entry = entrySchema.safeParse(raw).data
    if (entry === undefined) {
      throw new Error(`${path} was written by another version; delete the file to start without purchases`)
    }
    if ('purchase' in entry) purchases.set(entry.purchase.id, entry.purchase)
    else if ('subscription' in entry) subscriptions.set(entry.subscription.id, entry.subscription)
    else clockOffsetMs = entry.clockOffsetMs
  }
  return { purchases: [...purchases.values()], subscriptions: [...subscriptions.values()], clockOffsetMs }
}

function createInMemoryState(): SavedState {
  const noop = (): void => undefined
  return {
    purchases: [],
    subscriptions: [],
    clockOffsetMs: 0,
    savePurchase: noop,
    saveSubscription: noop,
    saveClock: noop,
    clearPurchases: noop,
    close: noop,
  }
}
