import { startTimeBudget } from '../../platform/retry.ts'
import type { TimeBudget } from '../../platform/retry.ts'
import { StoreUnavailable } from '../contract.ts'
import type { TimeWindow } from '../list-contract.ts'
import { createActs } from './acts.ts'
import type { Acts } from './acts.ts'
import { voidedPurchasesSchema } from './api-types.ts'
import type { Order, ProductPurchase, VoidedPurchases } from './api-types.ts'
import { NotThere } from './failures.ts'
import { createLookups, readAs } from './lookups.ts'
import type { Found } from './lookups.ts'
import { createSender } from './sender.ts'
import type { SenderOptions } from './sender.ts'

export type GooglePlayClientOptions = SenderOptions & { readonly packageName: string }

export type LookUp = { readonly purchase: Found<ProductPurchase>; readonly order: Found<Order> | null }

/** Every call throws StoreUnavailable and StoreMisconfigured. */
export type GooglePlayClient = Acts & {
  /** The purchase and, once it is paid, its order; null when Google knows no such purchase of this app. */
  lookUp: (purchaseToken: string) => Promise<LookUp | null>
  findPurchase: (purchaseToken: string) => Promise<Found<ProductPurchase> | null>
  findOrder: (orderId: string) => Promise<Found<Order> | null>
  /** One-time products that were taken back in the window, by the time at which Google's systems noticed. */
  listVoided: (window: TimeWindow, page: string | null) => Promise<VoidedPurchases>
}

export function createGooglePlayClient(options: GooglePlayClientOptions): GooglePlayClient {
  const { packageName, config } = options
  const send = createSender(options)
  const newBudget = (): TimeBudget => startTimeBudget(2 * config.timeoutMs)
  const lookups = createLookups(send, packageName)

  return {
    ...createActs({ send, lookups, newBudget, packageName, refundableMs: config.refundableMs }),
    findPurchase: (token) => lookups.findPurchase(token, newBudget()),
    findOrder: (orderId) => lookups.findOrder(orderId, newBudget()),
    async lookUp(token) {
      const budget = newBudget()
      const purchase = await lookups.findPurchase(token, budget)
      if (purchase === null) return null
      const { orderId, purchaseStateContext } = purchase.value
      const isPending = purchaseStateContext.purchaseState === 'PENDING'
      return { purchase, order: orderId && !isPending ? await lookups.findOrder(orderId, budget) : null }
    },
    async listVoided(window, page) {
      const query = {
        packageName,
        ...toVoidedQuery(window, config),
        ...(page === null ? {} : { token: page }),
      }
      try {
        return await send(
          (google, call) => google.purchases.voidedpurchases.list(query, call),
          (body) => readAs(voidedPurchasesSchema, body, 'list of voided purchases').value,
          newBudget(),
        )
      } catch (error) {
        if (!(error instanceof NotThere)) throw error
        throw new StoreUnavailable('Google Play does not list its voided purchases', { cause: error })
      }
    },
  }
}

const oneTimeProducts = 0

/** Google takes no end that is in its future, by its own clock; left out, it is now. */
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
