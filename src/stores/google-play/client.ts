import type { z } from 'zod'

import { startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreUnavailable } from '../contract.ts'
import { orderSchema, productPurchaseSchema, readJson } from './api-types.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import { NotThere, Objected } from './failures.ts'
import type { PublisherCall } from './publisher-api.ts'
import { createSender } from './sender.ts'
import type { SenderOptions } from './sender.ts'

export type GooglePlayClientOptions = SenderOptions & { readonly packageName: string }

/** An answer, read and as it came. */
export type Found<T> = { readonly value: T; readonly body: string }

export type LookUp = { readonly purchase: Found<ProductPurchase>; readonly order: Found<Order> | null }

/** `impossible`: the store will not do it, however often it is asked. */
export type SettleOutcome =
  { readonly kind: 'settled' } | { readonly kind: 'impossible'; readonly reason: string }

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type GooglePlayClient = {
  /** The purchase and, once it is paid, its order; null when Google knows no such purchase of this app. */
  lookUp: (purchaseToken: string) => Promise<LookUp | null>
  findPurchase: (purchaseToken: string) => Promise<Found<ProductPurchase> | null>
  findOrder: (orderId: string) => Promise<Found<Order> | null>
  /** Without it Google refunds a purchase after three days. Repeating either of the two is harmless. */
  acknowledge: (productId: string, purchaseToken: string) => Promise<SettleOutcome>
  /** Acknowledges as well, and lets the product be bought again. */
  consume: (productId: string, purchaseToken: string) => Promise<SettleOutcome>
}

type Wanted = { readonly productId: string; readonly token: string; readonly consumed: boolean }

export function createGooglePlayClient(options: GooglePlayClientOptions): GooglePlayClient {
  const { packageName } = options
  const send = createSender(options)
  const newBudget = (): TimeBudget => startTimeBudget(2 * options.config.timeoutMs)

  const findPurchase = (token: string, budget: TimeBudget): Promise<Found<ProductPurchase> | null> =>
    orNull(() =>
      send(
        (google, call) => google.purchases.productsv2.getproductpurchasev2({ packageName, token }, call),
        (body) => readAs(productPurchaseSchema, body, 'purchase'),
        budget,
      ),
    )

  const findOrder = (orderId: string, budget: TimeBudget): Promise<Found<Order> | null> =>
    orNull(() =>
      send(
        (google, call) => google.orders.get({ packageName, orderId }, call),
        (body) => readAs(orderSchema, body, 'order'),
        budget,
      ),
    )

  async function settle(wanted: Wanted, call: PublisherCall): Promise<SettleOutcome> {
    const budget = newBudget()
    try {
      return await send(call, () => ({ kind: 'settled' }), budget)
    } catch (error) {
      if (!(error instanceof NotThere || error instanceof Objected)) throw error
      return readSettled(await findPurchase(wanted.token, budget), wanted)
    }
  }

  return {
    findPurchase: (token) => findPurchase(token, newBudget()),
    findOrder: (orderId) => findOrder(orderId, newBudget()),
    async lookUp(token) {
      const budget = newBudget()
      const purchase = await findPurchase(token, budget)
      if (purchase === null) return null
      const { orderId, purchaseStateContext } = purchase.value
      const isPending = purchaseStateContext.purchaseState === 'PENDING'
      return { purchase, order: orderId && !isPending ? await findOrder(orderId, budget) : null }
    },
    acknowledge: (productId, token) =>
      settle({ productId, token, consumed: false }, (google, call) =>
        google.purchases.products.acknowledge({ packageName, productId, token, requestBody: {} }, call),
      ),
    consume: (productId, token) =>
      settle({ productId, token, consumed: true }, (google, call) =>
        google.purchases.products.consume({ packageName, productId, token }, call),
      ),
  }
}

function readAs<T>(schema: z.ZodType<T>, body: string, what: string): Found<T> {
  const parsed = schema.safeParse(readJson(body))
  if (parsed.success) return { value: parsed.data, body }
  throw new StoreUnavailable(`Google Play answered an unreadable ${what}`, { cause: parsed.error })
}

async function orNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof NotThere) return null
    throw error
  }
}

/** What a refused acknowledge or consume means is told by the purchase itself: often it was done before. */
function readSettled(found: Found<ProductPurchase> | null, wanted: Wanted): SettleOutcome {
  if (found === null) return { kind: 'impossible', reason: 'Google Play no longer knows the purchase' }
  const { purchaseStateContext, acknowledgementState, productLineItem } = found.value
  const line = productLineItem.find(({ productId }) => productId === wanted.productId)
  if (line === undefined) return { kind: 'impossible', reason: 'The purchase is of another product' }
  if (purchaseStateContext.purchaseState === 'CANCELLED') {
    return { kind: 'impossible', reason: 'The purchase was canceled' }
  }
  const isConsumed = line.productOfferDetails?.consumptionState === 'CONSUMPTION_STATE_CONSUMED'
  const isAcknowledged = acknowledgementState === 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
  if (isConsumed || (isAcknowledged && !wanted.consumed)) return { kind: 'settled' }
  throw new StoreUnavailable('Google Play does not settle the purchase yet')
}
