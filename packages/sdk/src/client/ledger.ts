import type { StoreTransaction } from '../bridges/bridge.ts'
import type { Payment } from './results.ts'
import { listKeys, type StorageCall } from './storage.ts'

/**
 * A purchase on this device that has not ended. It is written before and after each step outside the app, so that another start of the
 * app continues where this one ended. Entries have no times: the clock of a device proves nothing.
 */
export type LedgerEntry = {
  /** Also the idempotency key of the reservation. */
  readonly id: string
  /** The user who requested the purchase. It is never sent for another one. */
  readonly userId: string
  readonly itemId: string
  readonly state: LedgerState
  /** Null until the purchase is reserved, as are the next two. */
  readonly purchaseId: string | null
  readonly accountToken: string | null
  readonly productId: string | null
  /** What the store reported; null until then. */
  readonly transaction: StoreTransaction | null
  /** Why nothing was bought, as the server is told; missing until then, and where the player closed the sheet. */
  readonly reason?: string
}

export type LedgerState =
  /** The purchase is being reserved; no sheet is open. */
  | 'REQUESTING'
  /** The sheet may be open, and the store may take money. */
  | 'SHEET_OPEN'
  /** The store will charge the player later. */
  | 'PENDING'
  /** The store reported a transaction. */
  | 'RECEIVED'
  /** The server recorded the payment, and the transaction is to be finished. */
  | 'VERIFIED'
  /** The transaction is finished, and the app may need its receipt until it has consumed the payment. */
  | 'UNCONSUMED'
  /** Nothing was bought, which the server may not know yet. */
  | 'CANCELED'

/** An entry of a purchase that is reserved. */
export type ReservedEntry = LedgerEntry & {
  readonly purchaseId: string
  readonly accountToken: string
  readonly productId: string
}

/** A payment that this device may have consumed, and has not delivered. */
export type Delivery = Payment & {
  /** The idempotency key of the consume. Another device has another one, so that it cannot deliver the payment too. */
  readonly key: string
}

/** What the ledgers of the device have in common. */
type Kept = { readonly id: string; readonly userId: string }

/** Entries of one kind in the storage of the device. */
export type Ledger<Entry extends Kept = LedgerEntry> = {
  /** Writes a new entry, and reads it again: some storages accept everything and keep nothing. @throws CoinslotError STORAGE_UNAVAILABLE */
  readonly add: (entry: Entry) => Promise<void>
  /** @throws CoinslotError STORAGE_UNAVAILABLE */
  readonly write: (entry: Entry) => Promise<unknown>
  /** @throws CoinslotError STORAGE_UNAVAILABLE */
  readonly remove: (entry: Kept) => Promise<unknown>
  /** The entries of all users of the device. @throws CoinslotError STORAGE_UNAVAILABLE */
  readonly list: () => Promise<readonly Entry[]>
}

export const isReserved = (entry: LedgerEntry): entry is ReservedEntry =>
  Boolean(entry.purchaseId && entry.accountToken && entry.productId)

export function createLedger<Entry extends Kept>(call: StorageCall, prefix: string): Ledger<Entry> {
  const write = (entry: Entry) => call((storage) => storage.setItem(prefix + entry.id, JSON.stringify(entry)))
  return {
    add: async (entry) => {
      await write(entry)
      await call(async (storage) => {
        if ((await storage.getItem(prefix + entry.id)) === null) throw new Error('Nothing kept.')
      })
    },
    write,
    remove: ({ id }) => call((storage) => storage.removeItem(prefix + id)),
    list: async () => {
      const keys = (await call(listKeys)).filter((key) => key.startsWith(prefix))
      const texts = await Promise.all(keys.map((key) => call((storage) => storage.getItem(key))))
      return texts.map(parseEntry).filter((entry): entry is Entry => entry !== null)
    },
  }
}

/** Another version of the SDK may have written what this one cannot read; that stays in the storage. */
function parseEntry(text: string | null): Kept | null {
  try {
    const entry = JSON.parse(text ?? 'null') as Partial<Kept> | null
    return entry?.id && entry.userId ? (entry as Kept) : null
  } catch {
    return null
  }
}
