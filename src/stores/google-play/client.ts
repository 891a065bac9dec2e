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
import { createGooglePlayTransport } from './transport.ts'
import type { GooglePlayTransportOptions } from './transport.ts'

export type GooglePlayClientOptions = GooglePlayTransportOptions & { readonly packageName: string }

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export type GooglePlayClient = GooglePlayMutations & {
  /** The purchase and, once it is paid, its order; null when Google has no such purchase for this app. */
  findPurchaseWithOrder: (purchaseToken: string) => Promise<PurchaseWithOrder | null>
  findPurchase: (purchaseToken: string) => Promise<ParsedResponse<ProductPurchase> | null>
  findOrder: (orderId: string) => Promise<ParsedResponse<Order> | null>
  /** One-time products that were voided in the window, by the time at which Google's systems recorded it. */
  listVoidedPurchases: (window: TimeWindow, page: string | null) => Promise<VoidedPurchases>
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
    findOrder: (orderId) => lookups.findOrder(orderId, startClientDeadline()),
    async findPurchaseWithOrder(token) {
      const deadline = startClientDeadline()
      const purchase = await lookups.findPurchase(token, deadline)
      if (purchase === null) return null
      const { orderId, purchaseStateContext } = purchase.value
      const isPending = purchaseStateContext.purchaseState === 'PENDING'
      return { purchase, order: orderId && !isPending ? await lookups.findOrder(orderId, deadline) : null }
    },
    async listVoidedPurchases(window, page) {
      const query = {
        packageName,
        ...toVoidedQuery(window, config),
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

const oneTimeProducts = 0

/** Google rejects an end that is in the future by its own clock. Without an end the window reaches to now. */
function toVoidedQuery({ from, to }: TimeWindow, config: GooglePlayClientOptions['config']) {
  const isNow = to.getTime() > Date.now() - config.clockSkewMs
  return {
    startTime: String(from.getTime()),
    ...(isNow ? {} : { endTime: String(to.getTime()) }),
    maxResults: config.voidedPageSize,
    type: oneTimeProducts,
    includeQuantityBasedPartialRefund: true,
  }
}
