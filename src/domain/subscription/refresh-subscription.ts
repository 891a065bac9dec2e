import { upsertSaleRead } from '../../db/queries/sales.ts'
import { selectSubscriptionTokens, selectPeriodPayments } from '../../db/queries/subscriptions.ts'
import {
  StoreMisconfiguredError,
  type StoreAdapter,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { SubscriptionReadOutcome, SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import type { RefundSource } from '../models.ts'
import { requireStoreAdapter } from '../store-connection/store-not-connected.ts'
import { decryptSaleReference, encryptSaleReference } from '../store-sync/sale-reference.ts'
import { applySnapshot, checkSnapshot } from './apply-snapshot.ts'
import { recordUnknownSubscription } from './record-unknown-subscription.ts'
import {
  createSubscriptionChange,
  type SubscriptionChange,
  type SubscriptionClaim,
  type SubscriptionReading,
} from './subscription-reading.ts'

export type SubscriptionToRefresh = {
  readonly store: StoreName
  /** The hash of the store's key: `hashSaleKey`. */
  readonly key: Uint8Array
  /** What the adapter needs to read it; null to use the stored reference. */
  readonly details: string | null
  /** What caused the reading. */
  readonly source: RefundSource
  readonly claim?: SubscriptionClaim
  /** What a receipt itself proves, for a connection that cannot read the store. */
  readonly receiptSnapshot?: SubscriptionSnapshot | null
}

/** Periods whose orders a store need not be asked for again. */
const maxKnownPeriods = 200

/** How often a store is read again because a reading that began later was applied first. */
const maxAttempts = 3

/**
 * Reads a subscription from its store and updates the records to what the store says. Everything that changes a subscription comes through
 * here. Readings are numbered as those of sales are: of several concurrent ones the one that began last decides.
 * @throws StoreUnavailableError or StoreMisconfiguredError; then nothing was changed
 */
export async function refreshSubscription(
  ctx: AppContext,
  request: SubscriptionToRefresh,
): Promise<SubscriptionChange> {
  for (let attempt = 1; ; attempt += 1) {
    const change = await refreshOnce(ctx, request)
    // What only this request's details tell, such as the refund of one order, is not in the reading that was faster.
    if (!change.isOutdated || attempt === maxAttempts) return change
  }
}

async function refreshOnce(ctx: AppContext, request: SubscriptionToRefresh): Promise<SubscriptionChange> {
  const adapter = await requireStoreAdapter(ctx, request.store)
  const { claim } = request
  // A receipt that the AppKey rejects changes nothing, not even the number of readings.
  const first = claim?.kind === 'RECEIPT' ? await readReceipt(ctx, adapter, request) : null
  if (first !== null && 'change' in first) return first.change
  const { store, key } = request
  const { appId } = ctx.app
  const encryptedReference =
    request.details === null ? null : encryptSaleReference(ctx.keyring, appId, store, request.details)
  const started = { encryptedReference, notified: null, now: ctx.clock() }
  const readToken = await upsertSaleRead(ctx.db, { appId, store, key }, started)
  if (readToken === null) return createSubscriptionChange('UNKNOWN')
  const { version, notifiedAccountToken } = readToken
  // A subscription that no other call has begun to read cannot have changed since.
  const isOnlyReading = version === 1n && first !== null
  const details =
    request.details ?? decryptSaleReference(ctx.keyring, appId, store, readToken.encryptedReference)
  const outcome = isOnlyReading ? first.outcome : await read(ctx, adapter, { ...request, details })
  const saleRead = { store, key, version, readAt: ctx.clock() }
  if (outcome.kind === 'unknown') {
    const { remains = null } = outcome
    return recordUnknownSubscription(ctx, { saleRead, remains, source: request.source })
  }
  return applySnapshot(
    ctx,
    toReading(adapter, request, { snapshot: outcome.snapshot, saleRead, notifiedAccountToken }),
  )
}

function toReading(
  { traits, subscriptions }: StoreAdapter,
  { store, source, claim }: SubscriptionToRefresh,
  answer: Pick<SubscriptionReading, 'snapshot' | 'saleRead' | 'notifiedAccountToken'>,
): SubscriptionReading {
  const { answersAfterEndMs = 0, maxUnreadMs = null, hiddenRetryMs = 0 } = subscriptions ?? {}
  const takesAccountToken = subscriptions !== null && subscriptions.setAccountToken !== null
  const limits = { takesAccountToken, answersAfterEndMs, maxUnreadMs, hiddenRetryMs }
  return { store, traits, source, claim: claim ?? null, ...limits, ...answer }
}

async function readReceipt(
  ctx: AppContext,
  adapter: StoreAdapter,
  request: SubscriptionToRefresh,
): Promise<{ readonly outcome: SubscriptionReadOutcome } | { readonly change: SubscriptionChange }> {
  const { store, key } = request
  const readAt = ctx.clock()
  const outcome = await read(ctx, adapter, request)
  if (outcome.kind === 'unknown') return { change: createSubscriptionChange('UNKNOWN') }
  const saleRead = { store, key, version: 0n, readAt }
  const { snapshot } = outcome
  const change = await checkSnapshot(
    ctx,
    toReading(adapter, request, { snapshot, saleRead, notifiedAccountToken: null }),
  )
  return change === null ? { outcome } : { change }
}

async function read(
  ctx: AppContext,
  { subscriptions }: StoreAdapter,
  { store, key, details, receiptSnapshot }: SubscriptionToRefresh,
): Promise<SubscriptionReadOutcome> {
  const receipt = receiptSnapshot ?? null
  if (subscriptions === null || details === null) {
    if (receipt !== null) return { kind: 'found', snapshot: receipt }
    throw new StoreMisconfiguredError(`The connection to ${store} cannot read subscriptions.`)
  }
  try {
    const knownPeriodIds = await findKnownPeriods(ctx, store, key)
    return await subscriptions.readSubscription(details, { knownPeriodIds })
  } catch (error) {
    // Without credentials for the store's API, the payload that the store signed is the newest state there is.
    if (receipt === null || !(error instanceof StoreMisconfiguredError)) throw error
    return { kind: 'found', snapshot: receipt }
  }
}

async function findKnownPeriods(ctx: AppContext, store: StoreName, key: Uint8Array): Promise<string[]> {
  const { appId } = ctx.app
  const [token] = await selectSubscriptionTokens(ctx.db, { appId, store }, [key])
  if (token === undefined) return []
  const { subscriptionId } = token
  const payments = await selectPeriodPayments(ctx.db, appId, { subscriptionId, limit: maxKnownPeriods })
  return payments.map(({ storeTransactionId }) => storeTransactionId)
}
