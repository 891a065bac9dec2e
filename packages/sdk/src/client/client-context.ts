import type { Bridge, StoreTransaction } from '../bridges/bridge.ts'
import { toCoinslotError, type CoinslotError } from '../core/coinslot-error.ts'
import type { Delivery, Ledger, LedgerEntry, ReservedEntry } from './ledger.ts'
import type { Limit } from './limits.ts'
import { readTransaction } from './read-transaction.ts'
import type { PurchaseResult } from './results.ts'

/** What the functions of one client share. */
export type ClientContext = {
  readonly bridge: Bridge
  readonly ledger: Ledger
  /** Payments that the app has to deliver itself. */
  readonly deliveries: Ledger<Delivery>
  readonly limit: Limit
  /** The app's bundle id or package name, where the products differ between the apps of a store. */
  readonly storeBundleId: string | undefined
  /** Purchases whose payment sheet is open, by account token. */
  readonly openSheets: Map<string, OpenSheet>
  /** Ids of the entries that a call of this client is working on. */
  readonly activeEntries: Set<string>
  /** Transactions that were received already, so that a repeated report has no effect. */
  readonly received: Set<string>
  /** Transactions of a user that have ended: the server decided, and they are finished on the device. */
  readonly ended: Set<string>
  /** Reports a purchase that ended outside of its own call. */
  readonly notify: (result: PurchaseResult) => void
  readonly onError: (error: CoinslotError) => void
}

/** A purchase that waits for a transaction. */
export type OpenSheet = {
  readonly entry: ReservedEntry
  /** Transactions that were there before the sheet was opened. */
  readonly earlierIds: ReadonlySet<string>
  readonly deliver: (transaction: StoreTransaction) => void
}

const maxRemembered = 1_000

const transactionKey = ({ id, state }: StoreTransaction) => `${state}:${id}`

/** Remembers the transaction; false if it was received before. */
export const markReceived = ({ received }: ClientContext, transaction: StoreTransaction): boolean =>
  remember(received, transactionKey(transaction))

export const markEnded = ({ ended }: ClientContext, userId: string, transaction: StoreTransaction): boolean =>
  remember(ended, `${userId}:${transactionKey(transaction)}`)

export const hasEnded = ({ ended }: ClientContext, userId: string, transaction: StoreTransaction) =>
  ended.has(`${userId}:${transactionKey(transaction)}`)

/** Whether the set did not have the key. The oldest keys are forgotten. */
export function remember(set: Set<string>, key: string): boolean {
  if (set.has(key)) return false
  const [oldest] = set
  if (set.size >= maxRemembered && oldest !== undefined) set.delete(oldest)
  set.add(key)
  return true
}

/** The result of a call of the bridge, or the fallback if it fails or never answers. */
export async function callBridge<Result>(
  ctx: ClientContext,
  task: () => Promise<Result>,
  fallback: Result,
): Promise<Result> {
  try {
    return await ctx.limit('bridgeMs', task)
  } catch (error) {
    ctx.onError(toBridgeError(error))
    return fallback
  }
}

export const toBridgeError = (error: unknown) => toCoinslotError(error, 'BRIDGE_FAILED')

export const listUnfinished = (
  ctx: ClientContext,
  entries: readonly LedgerEntry[],
): Promise<readonly StoreTransaction[]> => {
  const tokens = entries.flatMap(({ accountToken }) => accountToken ?? [])
  const list = async () => {
    const reported = await ctx.bridge.unfinished(tokens)
    return reported.map(readTransaction).filter((transaction) => transaction !== null)
  }
  return callBridge(ctx, list, [])
}

/** Writes where a failure must not stop the purchase. */
export const saveEntry = (ctx: ClientContext, entry: LedgerEntry): Promise<void> =>
  reportFailure(ctx, ctx.ledger.write(entry))

export const forgetEntry = (ctx: ClientContext, entry: LedgerEntry): Promise<void> =>
  reportFailure(ctx, ctx.ledger.remove(entry))

/** Waits for the task, whose failure is reported and nothing else. */
export const reportFailure = (ctx: ClientContext, task: Promise<unknown>): Promise<void> =>
  task.then(
    () => undefined,
    (error: unknown) => ctx.onError(toCoinslotError(error)),
  )

/** Works on the entry, unless another call of this client does: then the result is null. */
export async function withEntry<Result>(
  { activeEntries }: ClientContext,
  { id }: LedgerEntry,
  task: () => Promise<Result>,
): Promise<Result | null> {
  if (activeEntries.has(id)) return null
  activeEntries.add(id)
  try {
    return await task()
  } finally {
    activeEntries.delete(id)
  }
}

/** UUIDs differ in case between platforms. */
export const isSameToken = (first: string | null, second: string | null) =>
  first !== null && second !== null && first.toLowerCase() === second.toLowerCase()
