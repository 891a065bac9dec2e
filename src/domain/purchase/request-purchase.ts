import { isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectStoreItem } from '../../db/queries/items.ts'
import { insertPurchase, selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { isSubscription, subscriptionsNotSupported } from '../item/is-subscription.ts'
import type { StoreValue } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { buildPurchase } from '../store-sync/build-purchase.ts'
import { resolveUser } from '../user/resolve-user.ts'

export type RequestPurchaseInput = {
  readonly userId: string | null
  readonly itemId: string
  readonly store: StoreValue
  readonly developerPayload: string | null
  readonly idempotencyKey: string | null
}

type RequestPurchaseResult = { purchase: PurchaseRow; replayed: boolean }

/** Creates a purchase before the app starts the store's payment flow, so that a sale can be matched to its user. */
export async function requestPurchase(
  ctx: Context,
  input: RequestPurchaseInput,
): Promise<Outcome<RequestPurchaseResult>> {
  const problem = firstProblem(
    checkText(input.itemId, ['itemId'], { min: 1, max: 100 }),
    checkText(input.developerPayload ?? '', ['developerPayload'], { min: 0, max: 1_000 }),
    checkIdempotencyKey(input.idempotencyKey),
  )
  if (problem !== null) return { problem }
  const resolved = await resolveUser(ctx, input.userId)
  if ('problem' in resolved) return resolved
  const { itemId, store, developerPayload } = input
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'requestPurchase',
    key: input.idempotencyKey,
    userId: resolved.user.id,
    args: { userId: resolved.user.externalId, itemId, store, developerPayload },
  })
  const replayed = await findReplay(ctx, idempotencyRecord)
  if (replayed !== null) return replayed
  const offer = await findAvailableOffer(ctx, itemId, store)
  if ('code' in offer) return { problem: offer }
  const purchase = buildPurchase(ctx, {
    userId: resolved.user.id,
    itemId: offer.itemId,
    store,
    storeProductId: offer.productId,
    developerPayload,
  })
  try {
    await insertPurchase(ctx.db, purchase, { id: newUuid() }, idempotencyRecord)
  } catch (error) {
    // A concurrent call with the same key was first, so its purchase is the result.
    const concurrentResult = isUniqueViolation(error) ? await findReplay(ctx, idempotencyRecord) : null
    if (concurrentResult === null) throw error
    return concurrentResult
  }
  ctx.events.notifyCommitted()
  return { purchase, replayed: false, problem: null }
}

async function findReplay(
  ctx: Context,
  idempotencyRecord: IdempotencyRecord | null,
): Promise<Outcome<RequestPurchaseResult> | null> {
  const use = await findKeyUse(ctx, idempotencyRecord)
  if (use === null || use.problem !== null) return use
  const purchase = await selectPurchase(ctx.db, ctx.app.appId, use.resourceId)
  return purchase === null ? null : { purchase, replayed: true, problem: null }
}

async function findAvailableOffer(
  ctx: Context,
  itemId: string,
  store: StoreValue,
): Promise<{ itemId: string; productId: string } | Problem> {
  const offer = await selectStoreItem(ctx.db, ctx.app.appId, itemId, store)
  if (offer === null) return createProblem('ITEM_NOT_FOUND', 'The AppKey has no such item.', ['itemId'])
  if (isSubscription(offer.item.type)) return subscriptionsNotSupported(['itemId'])
  if (!offer.item.enabled) {
    return createProblem('ITEM_DISABLED', 'The item is disabled.', ['itemId'])
  }
  const problem = await checkConnected(ctx, store)
  if (problem !== null) return problem
  if (offer.productId === null) {
    return createProblem('STORE_NOT_CONNECTED', `The item has no product in ${store}.`, ['store'])
  }
  return { itemId: offer.item.id, productId: offer.productId }
}

async function checkConnected(ctx: Context, store: StoreValue): Promise<Problem | null> {
  const storeName = storeNames.find((name) => name === store)
  if (storeName === undefined) return storeNotConnected(store, ['store'])
  try {
    const adapter = await ctx.stores.find(ctx.app.appId, storeName)
    return adapter === null ? storeNotConnected(store, ['store']) : null
  } catch (error) {
    return toStoreProblem(ctx, storeName, error)
  }
}
