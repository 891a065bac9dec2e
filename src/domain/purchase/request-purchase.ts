import { isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectStoreItem, type StoreItem } from '../../db/queries/items.ts'
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
  /** The app of the store in which the customer will pay; null if the app does not say. */
  readonly storeBundleId: string | null
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
    checkText(input.storeBundleId ?? '', ['storeBundleId'], { min: 0, max: 255 }),
    checkText(input.developerPayload ?? '', ['developerPayload'], { min: 0, max: 1_000 }),
    checkIdempotencyKey(input.idempotencyKey),
  )
  if (problem !== null) return { problem }
  const resolved = await resolveUser(ctx, input.userId)
  if ('problem' in resolved) return resolved
  const { itemId, store, storeBundleId, developerPayload } = input
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'requestPurchase',
    key: input.idempotencyKey,
    userId: resolved.user.id,
    args: {
      userId: resolved.user.externalId,
      itemId,
      store,
      developerPayload,
      ...(storeBundleId === null ? {} : { storeBundleId }),
    },
  })
  const replayed = await findReplay(ctx, idempotencyRecord)
  if (replayed !== null) return replayed
  const offer = await findAvailableOffer(ctx, input)
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
  ctx.events.notifyCommitted(ctx.app.appId)
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
  { itemId, store, storeBundleId }: Pick<RequestPurchaseInput, 'itemId' | 'store' | 'storeBundleId'>,
): Promise<{ itemId: string; productId: string } | Problem> {
  const offer = await selectStoreItem(ctx.db, ctx.app.appId, itemId, store)
  if (offer === null) return createProblem('ITEM_NOT_FOUND', 'The AppKey has no such item.', ['itemId'])
  if (isSubscription(offer.item.type) && store === 'TEST_STORE') return subscriptionsNotSupported(['itemId'])
  if (!offer.item.enabled) {
    return createProblem('ITEM_DISABLED', 'The item is disabled.', ['itemId'])
  }
  const problem = await checkConnected(ctx, store, storeBundleId)
  if (problem !== null) return problem
  const productId = selectProduct(offer.products, storeBundleId)
  if (productId !== null) return { itemId: offer.item.id, productId }
  if (storeBundleId === null && offer.products.length > 0) {
    const message = `The apps of ${store} have different products of this item: name the app by storeBundleId.`
    return createProblem('INVALID_INPUT', message, ['storeBundleId'])
  }
  return createProblem('STORE_NOT_CONNECTED', `The item has no product in ${store}.`, ['store'])
}

/** The product of the app, else the one that all apps sell, else the only one if the caller names no app. */
function selectProduct(products: StoreItem['products'], storeBundleId: string | null): string | null {
  const ofApp = products.find((product) => product.storeBundleId === storeBundleId)
  const ofAllApps = products.find((product) => product.storeBundleId === '')
  const only = storeBundleId === null && products.length === 1 ? products[0] : undefined
  return (ofApp ?? ofAllApps ?? only)?.productId ?? null
}

async function checkConnected(
  ctx: Context,
  store: StoreValue,
  storeBundleId: string | null,
): Promise<Problem | null> {
  const storeName = storeNames.find((name) => name === store)
  if (storeName === undefined) return storeNotConnected(store, ['store'])
  try {
    const { appId } = ctx.app
    if ((await ctx.stores.find(appId, storeName)) === null) return storeNotConnected(store, ['store'])
    const apps = await ctx.stores.listApps(appId, storeName)
    const isConnected = storeBundleId === null || apps.some((app) => app.storeBundleId === storeBundleId)
    return isConnected ? null : storeNotConnected(`${store} (${storeBundleId})`, ['storeBundleId'])
  } catch (error) {
    return toStoreProblem(ctx, storeName, error)
  }
}
