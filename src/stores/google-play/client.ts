import { startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { TimeWindow } from '../contract/history.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { voidedPurchasesSchema } from './api-types.ts'
import type {
  Order,
  ParsedResponse,
  ProductPurchase,
  PurchaseWithOrder,
  VoidedPurchases,
} from './api-types.ts'
import { NotFoundError } from './errors.ts'
import { createLookups, parseResponse } from './lookups.ts'
import { createMutations } from './mutations.ts'
import type { GooglePlayMutations } from './mutations.ts'
import {
  createSubscriptionMutations,
  type GooglePlaySubscriptionMutations,
} from './subscription-mutations.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'
import { createGooglePlayTransport } from './transport.ts'
import type { GooglePlayTransportOptions } from './transport.ts'

export type GooglePlayClientOptions = GooglePlayTransportOptions & { readonly packageName: string }

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export type GooglePlayClient = GooglePlayMutations &
  GooglePlaySubscriptionMutations & {
    /** The purchase and, once it is paid, its order; null when Google has no such purchase for this app. */
    findPurchaseWithOrder: (purchaseToken: string) => Promise<PurchaseWithOrder | null>
    findPurchase: (purchaseToken: string) => Promise<ParsedResponse<ProductPurchase> | null>
    findSubscription: (purchaseToken: string) => Promise<ParsedResponse<SubscriptionPurchase> | null>
    findOrder: (orderId: string) => Promise<ParsedResponse<Order> | null>
    /** Orders by id in one call; null if Google does not have one of them. */
    findOrders: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, ParsedResponse<Order>> | null>
    /** What was voided in the window, by the time at which Google's systems recorded it. */
    listVoidedPurchases: (
      window: TimeWindow,
      page: string | null,
      type: VoidedType,
    ) => Promise<VoidedPurchases>
  }

export function createGooglePlayClient(options: GooglePlayClientOptions): GooglePlayClient {
  const { packageName, config } = options
  const send = createGooglePlayTransport(options)
  const startClientDeadline = (): Deadline => startDeadline(2 * config.timeoutMs)
  const lookups = createLookups(send, packageName)

  return {
    ...createMutations({
      send,
      lookups,
      startDeadline: startClientDeadline,
      packageName,
      refundableMs: config.refundableMs,
    }),
    findPurchase: (token) => lookups.findPurchase(token, startClientDeadline()),
    ...createSubscriptionMutations({ send, lookups, startDeadline: startClientDeadline, packageName }),
    findSubscription: (token) => lookups.findSubscription(token, startClientDeadline()),
    findOrder: (orderId) => lookups.findOrder(orderId, startClientDeadline()),
    findOrders: (orderIds) => lookups.findOrders(orderIds, startClientDeadline()),
    async findPurchaseWithOrder(token) {
      const deadline = startClientDeadline()
      const purchase = await lookups.findPurchase(token, deadline)
      if (purchase === null) return null
      const { orderId, purchaseStateContext } = purchase.value
      const isPending = purchaseStateContext.purchaseState === 'PENDING'
      return { purchase, order: orderId && !isPending ? await lookups.findOrder(orderId, deadline) : null }
    },
    async listVoidedPurchases(window, page, type) {
      const query = {
        packageName,
        ...toVoidedQuery(window, type, config),
        ...(page === null ? {} : { token: page }),
      }
      try {
        return await send(
          (publisher, call) => publisher.purchases.voidedpurchases.list(query, call),
          (body) => parseResponse(voidedPurchasesSchema, body, 'list of voided purchases').value,
          startClientDeadline(),
        )
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
        throw new StoreUnavailableError('Google Play does not list its voided purchases', { cause: error })
      }
    },
  }
}

/** Google has no list of subscriptions alone, and its entries do not say what they are. */
export type VoidedType = 'ONE_TIME' | 'ONE_TIME_AND_SUBSCRIPTIONS'

const typeNumbers: Readonly<Record<VoidedType, number>> = { ONE_TIME: 0, ONE_TIME_AND_SUBSCRIPTIONS: 1 }

/** Google rejects an end that is in the future by its own clock. Without an end the window reaches to now. */
function toVoidedQuery(
  { from, to }: TimeWindow,
  type: VoidedType,
  config: GooglePlayClientOptions['config'],
) {
  const isNow = to.getTime() > Date.now() - config.clockSkewMs
  return {
    startTime: String(from.getTime()),
    ...(isNow ? {} : { endTime: String(to.getTime()) }),
    maxResults: config.voidedPageSize,
    type: typeNumbers[type],
    includeQuantityBasedPartialRefund: true,
  }
}
