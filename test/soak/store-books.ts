import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'

export type StorePeriod = {
  readonly id: string
  readonly phase: string
  readonly endsAt: number
  readonly priceMicros: string
  /** What the period charged: several products are one order. */
  readonly items: readonly { readonly productId: string; readonly priceMicros: string }[]
  readonly refund: { readonly percentage: number; readonly reason: string } | null
}

/** One purchase token, or one original transaction, as its store knows it. */
export type StoreEntry = {
  readonly id: string
  readonly store: 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE'
  readonly state: string
  readonly willRenew: boolean
  readonly currency: string
  readonly accessUntil: number | null
  /** The token that it follows. */
  readonly linkedToken: string | null
  /** The token that took its place, or that the customer bought after its end. */
  readonly replacedById: string | null
  readonly lines: readonly { readonly productId: string; readonly basePlanId: string }[]
  readonly periods: readonly StorePeriod[]
  /** What can happen to it now. */
  readonly actions: readonly string[]
  readonly receipt: ReceiptInput
}

type EntryPage = {
  readonly subscriptions: readonly StoreEntry[]
  readonly hasMore: boolean
  readonly endCursor: string | null
}

/** The books of all stores, by the id of the entry. */
export type StoreBooks = ReadonlyMap<string, StoreEntry>

/** Reads the books of all stores: each time only the entries that have changed since the time before. */
export function createBooksReader(emulator: EmulatorAddress): () => Promise<StoreBooks> {
  const entries = new Map<string, StoreEntry>()
  let cursor: string | null = null
  return async () => {
    for (;;) {
      const after = cursor === null ? '' : `&after=${cursor}`
      const page = (await control(
        emulator,
        'GET',
        `/control/subscription-changes?first=100${after}`,
      )) as EntryPage
      for (const entry of page.subscriptions) entries.set(entry.id, entry)
      cursor = page.endCursor ?? cursor
      if (!page.hasMore) return entries
    }
  }
}

/** Whether the store gives access at this time. */
export function givesAccess({ state, accessUntil }: StoreEntry, now: number): boolean {
  return (state === 'ACTIVE' || state === 'IN_GRACE') && accessUntil !== null && accessUntil > now
}

/** The latest end of the access that the store has ever stated for the entry, as far as its present state tells. */
export function latestStatedEnd({ accessUntil, periods }: StoreEntry): number {
  return Math.max(accessUntil ?? 0, ...periods.map(({ endsAt }) => endsAt))
}

/** What ONE store charged for a change of the plan, it does not state. */
export function isPriceStated({ store, linkedToken, periods }: StoreEntry, { id }: StorePeriod): boolean {
  return store !== 'ONE_STORE' || linkedToken === null || periods[0]?.id !== id
}
