import type { TimeBudget } from '../../platform/retry.ts'
import { StoreUnavailable } from '../contract.ts'
import type { StoreActOutcome } from '../sale-contract.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import { NotThere, Objected } from './failures.ts'
import type { Found, Lookups } from './lookups.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'
import type { PublisherCall } from './publisher-api.ts'
import type { Send } from './sender.ts'

/** What changes something at Google. Repeating each of them is harmless. */
export type Acts = {
  /** Without it Google refunds a purchase after three days. */
  acknowledge: (productId: string, purchaseToken: string) => Promise<StoreActOutcome>
  /** Acknowledges as well, and lets the product be bought again. */
  consume: (productId: string, purchaseToken: string) => Promise<StoreActOutcome>
  /** Gives the money of all lines back, and takes them from the buyer. */
  refund: (orderId: string) => Promise<StoreActOutcome>
}

export type ActsOptions = {
  readonly send: Send
  readonly lookups: Lookups
  readonly newBudget: () => TimeBudget
  readonly packageName: string
  readonly refundableMs: number
}

export function createActs({ send, lookups, newBudget, packageName, refundableMs }: ActsOptions): Acts {
  /** What a refusal means is told by what was to be changed: often it was done before, and only the answer lost. */
  async function act(
    call: PublisherCall,
    lookAgain: (budget: TimeBudget) => Promise<StoreActOutcome>,
  ): Promise<StoreActOutcome> {
    const budget = newBudget()
    try {
      return await send(call, () => ({ kind: 'done' }), budget)
    } catch (error) {
      if (!(error instanceof NotThere || error instanceof Objected)) throw error
      return await lookAgain(budget)
    }
  }

  const acknowledge = (wanted: Wanted, call: PublisherCall): Promise<StoreActOutcome> =>
    act(call, async (budget) => readAcknowledged(await lookups.findPurchase(wanted.token, budget), wanted))

  return {
    acknowledge: (productId, token) =>
      acknowledge({ productId, token, consumed: false }, (google, call) =>
        google.purchases.products.acknowledge({ packageName, productId, token, requestBody: {} }, call),
      ),
    consume: (productId, token) =>
      acknowledge({ productId, token, consumed: true }, (google, call) =>
        google.purchases.products.consume({ packageName, productId, token }, call),
      ),
    refund: (orderId) =>
      act(
        (google, call) => google.orders.refund({ packageName, orderId, revoke: true }, call),
        async (budget) => readRefunded(await lookups.findOrder(orderId, budget), refundableMs),
      ),
  }
}

type Wanted = { readonly productId: string; readonly token: string; readonly consumed: boolean }

function readAcknowledged(found: Found<ProductPurchase> | null, wanted: Wanted): StoreActOutcome {
  if (found === null) return impossible('Google Play no longer knows the purchase.')
  const { purchaseStateContext, productLineItem } = found.value
  const line = productLineItem.find(({ productId }) => productId === wanted.productId)
  if (line === undefined) return impossible('The purchase is of another product.')
  if (purchaseStateContext.purchaseState === 'CANCELLED') return impossible('The purchase was canceled.')
  if (isConsumed(line) || (isAcknowledged(found.value) && !wanted.consumed)) return { kind: 'done' }
  throw new StoreUnavailable('Google Play does not acknowledge the purchase yet')
}

function readRefunded(found: Found<Order> | null, refundableMs: number): StoreActOutcome {
  if (found === null) return impossible('Google Play no longer knows the order.')
  const { state, createTime } = found.value
  if (state === 'REFUNDED' || state === 'PENDING_REFUND') return { kind: 'done' }
  if (state === 'CANCELED') return impossible('The order was canceled before it was paid.')
  if (createTime && Date.now() - Date.parse(createTime) > refundableMs) {
    return impossible('The order is too old: Google Play refunds none after three years.')
  }
  return impossible('Google Play refuses to refund the order.')
}

function impossible(reason: string): StoreActOutcome {
  return { kind: 'impossible', reason }
}
