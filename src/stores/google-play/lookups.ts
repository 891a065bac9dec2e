import type { z } from 'zod'

import type { TimeBudget } from '../../platform/retry.ts'
import { StoreUnavailable } from '../contract.ts'
import { orderSchema, productPurchaseSchema, readJson } from './api-types.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import { NotThere } from './failures.ts'
import type { Send } from './sender.ts'

/** An answer, read and as it came. */
export type Found<T> = { readonly value: T; readonly body: string }

/** Null is Google's word that there is no such thing of this app. */
export type Lookups = {
  findPurchase: (purchaseToken: string, budget: TimeBudget) => Promise<Found<ProductPurchase> | null>
  findOrder: (orderId: string, budget: TimeBudget) => Promise<Found<Order> | null>
}

export function createLookups(send: Send, packageName: string): Lookups {
  return {
    findPurchase: (token, budget) =>
      orNull(() =>
        send(
          (google, call) => google.purchases.productsv2.getproductpurchasev2({ packageName, token }, call),
          (body) => readAs(productPurchaseSchema, body, 'purchase'),
          budget,
        ),
      ),
    findOrder: (orderId, budget) =>
      orNull(() =>
        send(
          (google, call) => google.orders.get({ packageName, orderId }, call),
          (body) => readAs(orderSchema, body, 'order'),
          budget,
        ),
      ),
  }
}

/** @throws StoreUnavailable for what is no such thing */
export function readAs<T>(schema: z.ZodType<T>, body: string, what: string): Found<T> {
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
