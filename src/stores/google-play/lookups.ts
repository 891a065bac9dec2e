import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { orderSchema, productPurchaseSchema } from './api-types.ts'
import type { Order, ParsedResponse, ProductPurchase } from './api-types.ts'
import { NotFoundError } from './errors.ts'
import { subscriptionPurchaseSchema, type SubscriptionPurchase } from './subscription-types.ts'
import type { SendToGooglePlay } from './transport.ts'

/** Null means that Google has no such object for this app. */
export type Lookups = {
  findPurchase: (purchaseToken: string, deadline: Deadline) => Promise<ParsedResponse<ProductPurchase> | null>
  findSubscription: (
    purchaseToken: string,
    deadline: Deadline,
  ) => Promise<ParsedResponse<SubscriptionPurchase> | null>
  findOrder: (orderId: string, deadline: Deadline) => Promise<ParsedResponse<Order> | null>
  /** The orders by id in one call, at most 1,000; null if Google does not have one of them. */
  findOrders: (
    orderIds: readonly string[],
    deadline: Deadline,
  ) => Promise<ReadonlyMap<string, ParsedResponse<Order>> | null>
}

export function createLookups(send: SendToGooglePlay, packageName: string): Lookups {
  const app = `/androidpublisher/v3/applications/${encodeSegment(packageName)}`
  return {
    findPurchase: (token, deadline) =>
      orNull(() =>
        send(
          { path: `${app}/purchases/productsv2/tokens/${encodeSegment(token)}` },
          (body) => parseResponse(productPurchaseSchema, body, 'purchase'),
          deadline,
        ),
      ),
    findSubscription: (token, deadline) =>
      orNull(() =>
        send(
          (publisher, call) => publisher.purchases.subscriptionsv2.get({ packageName, token }, call),
          (body) => parseResponse(subscriptionPurchaseSchema, body, 'subscription'),
          deadline,
        ),
      ),
    findOrder: (orderId, deadline) =>
      orNull(() =>
        send(
          { path: `${app}/orders/${encodeSegment(orderId)}` },
          (body) => parseResponse(orderSchema, body, 'order'),
          deadline,
        ),
      ),
    findOrders: (orderIds, deadline) =>
      orNull(() =>
        send(
          {
            path: `${app}/orders:batchGet?${orderIds.map((id) => `orderIds=${encodeSegment(id)}`).join('&')}`,
          },
          parseOrders,
          deadline,
        ),
      ),
  }
}

const ordersSchema = z.object({ orders: z.array(z.unknown()) })

/** Each order with its own part of the response. */
function parseOrders(body: string): ReadonlyMap<string, ParsedResponse<Order>> {
  const { orders } = parseResponse(ordersSchema, body, 'list of orders').value
  const parsed = orders.map((order) => parseResponse(orderSchema, JSON.stringify(order), 'order'))
  return new Map(parsed.map((order) => [order.value.orderId ?? '', order]))
}

/** A segment of a path as Google's client encodes it: all characters but letters, digits, `-`, `.`, `_` and `~`. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** @throws StoreUnavailableError when the body does not match the schema */
export function parseResponse<T>(schema: z.ZodType<T>, body: string, subject: string): ParsedResponse<T> {
  const parsed = schema.safeParse(parseJson(body))
  if (parsed.success) return { value: parsed.data, body }
  throw new StoreUnavailableError(`Google Play returned an unreadable ${subject}`, { cause: parsed.error })
}

async function orNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}
