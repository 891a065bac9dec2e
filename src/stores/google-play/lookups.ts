import type { z } from 'zod'

import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { orderSchema, productPurchaseSchema, parseJson } from './api-types.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import { NotFoundError } from './errors.ts'
import type { SendToGooglePlay } from './transport.ts'

/** An answer, read and as it came. */
export type ParsedResponse<T> = { readonly value: T; readonly body: string }

/** Null is Google's word that there is no such thing of this app. */
export type Lookups = {
  findPurchase: (purchaseToken: string, budget: Deadline) => Promise<ParsedResponse<ProductPurchase> | null>
  findOrder: (orderId: string, budget: Deadline) => Promise<ParsedResponse<Order> | null>
}

export function createLookups(send: SendToGooglePlay, packageName: string): Lookups {
  return {
    findPurchase: (token, budget) =>
      orNull(() =>
        send(
          (google, call) => google.purchases.productsv2.getproductpurchasev2({ packageName, token }, call),
          (body) => parseResponse(productPurchaseSchema, body, 'purchase'),
          budget,
        ),
      ),
    findOrder: (orderId, budget) =>
      orNull(() =>
        send(
          (google, call) => google.orders.get({ packageName, orderId }, call),
          (body) => parseResponse(orderSchema, body, 'order'),
          budget,
        ),
      ),
  }
}

/** @throws StoreUnavailable for what is no such thing */
export function parseResponse<T>(schema: z.ZodType<T>, body: string, what: string): ParsedResponse<T> {
  const parsed = schema.safeParse(parseJson(body))
  if (parsed.success) return { value: parsed.data, body }
  throw new StoreUnavailableError(`Google Play returned an unreadable ${what}`, { cause: parsed.error })
}

async function orNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}
