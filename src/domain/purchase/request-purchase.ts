import type { StoreValue } from '../models.ts'
import { randomUUID } from 'node:crypto'
import { isUniqueViolation } from '../../db/errors.ts'
import { selectIdempotencyKey, type IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectStoreItem } from '../../db/queries/items.ts'
import { selectPurchase, insertPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import { storeNames, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext, Context } from '../context.ts'
import {
  checkIdempotencyKey,
  createIdempotencyRecord,
  idempotencyKeyReused,
} from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { resolveUser } from '../user/resolve-user.ts'

export type RequestPurchaseInput = {
  readonly userId: string | null
  readonly itemId: string
  readonly store: StoreValue
  readonly developerPayload: string | null
  readonly idempotencyKey: string | null
}

type RequestPurchaseResult = { purchase: PurchaseRow; replayed: boolean }

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
    // The same key won elsewhere between our look and our write: its purchase is the answer.
    const concurrentResult = isUniqueViolation(error) ? await findReplay(ctx, idempotencyRecord) : null
    if (concurrentResult === null) throw error
    return concurrentResult
  }
  ctx.feed.notifyCommitted()
  return { purchase, replayed: false, problem: null }
}

async function findReplay(
  ctx: Context,
  idempotencyRecord: IdempotencyRecord | null,
): Promise<Outcome<RequestPurchaseResult> | null> {
  const existingKey =
    idempotencyRecord === null ? null : await selectIdempotencyKey(ctx.db, ctx.app.appId, idempotencyRecord)
  if (existingKey === null) return null
  if (existingKey.requestHash !== idempotencyRecord?.requestHash) return { problem: idempotencyKeyReused() }
  const purchase = await selectPurchase(ctx.db, ctx.app.appId, existingKey.resourceId)
  return purchase === null ? null : { purchase, replayed: true, problem: null }
}

async function findAvailableOffer(
  ctx: Context,
  itemId: string,
  store: StoreValue,
): Promise<{ itemId: string; productId: string } | Problem> {
  const offer = await selectStoreItem(ctx.db, ctx.app.appId, itemId, store)
  if (offer === null) return createProblem('ITEM_NOT_FOUND', 'The AppKey has no such item.', ['itemId'])
  if (!offer.item.enabled) {
    return createProblem('ITEM_DISABLED', 'The item is not for sale at the moment.', ['itemId'])
  }
  const storeName = storeNames.find((name) => name === store)
  const connected = storeName === undefined ? false : await isConnected(ctx, storeName)
  if (typeof connected === 'object') return connected
  if (!connected || offer.productId === null) {
    const message = connected
      ? `The item has no product in ${store}.`
      : `No ${store} connection is configured for this app.`
    return createProblem('STORE_NOT_CONNECTED', message, ['store'])
  }
  return { itemId: offer.item.id, productId: offer.productId }
}

async function isConnected(ctx: Context, store: StoreName): Promise<boolean | Problem> {
  try {
    return (await ctx.stores.find(ctx.app.appId, store)) !== null
  } catch (error) {
    return toStoreProblem(ctx, store, error)
  }
}

/** A new reservation with its own account token. */
export function buildPurchase(
  ctx: AppContext,
  reservation: Pick<PurchaseRow, 'userId' | 'itemId' | 'store' | 'storeProductId' | 'developerPayload'>,
): PurchaseRow {
  const now = ctx.clock()
  return {
    ...reservation,
    appId: ctx.app.appId,
    id: newUuid(),
    status: 'REQUESTED',
    accountToken: randomUUID(),
    requestedAt: now,
    expiresAt: new Date(now.getTime() + ctx.limits.purchaseTtlMs),
    endReason: null,
    saleKey: null,
  }
}
