import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import type { Order, ProductPurchase } from './api-types.ts'
import { NotFoundError, BadRequestError } from './errors.ts'
import type { ParsedResponse, Lookups } from './lookups.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'
import type { PublisherCall } from './publisher-api.ts'
import type { SendToGooglePlay } from './transport.ts'

/** What changes something at Google. Repeating each of them is harmless. */
export type GooglePlayMutations = {
  /** Without it Google refunds a purchase after three days. */
  acknowledge: (productId: string, purchaseToken: string) => Promise<StoreActionResult>
  /** Acknowledges as well, and lets the product be bought again. */
  consume: (productId: string, purchaseToken: string) => Promise<StoreActionResult>
  /** Gives the money of all lines back, and takes them from the buyer. */
  refund: (orderId: string) => Promise<StoreActionResult>
}

export type GooglePlayMutationsOptions = {
  readonly send: SendToGooglePlay
  readonly lookups: Lookups
  readonly startDeadline: () => Deadline
  readonly packageName: string
  readonly refundableMs: number
}

export function createMutations({
  send,
  lookups,
  startDeadline,
  packageName,
  refundableMs,
}: GooglePlayMutationsOptions): GooglePlayMutations {
  /** What a refusal means is told by what was to be changed: often it was done before, and only the answer lost. */
  async function mutate(
    call: PublisherCall,
    readCurrentState: (budget: Deadline) => Promise<StoreActionResult>,
  ): Promise<StoreActionResult> {
    const budget = startDeadline()
    try {
      return await send(call, () => ({ kind: 'done' }), budget)
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof BadRequestError)) throw error
      return await readCurrentState(budget)
    }
  }

  const mutatePurchase = (wanted: PurchaseMutation, call: PublisherCall): Promise<StoreActionResult> =>
    mutate(call, async (budget) => toPurchaseResult(await lookups.findPurchase(wanted.token, budget), wanted))

  return {
    acknowledge: (productId, token) =>
      mutatePurchase({ productId, token, consumed: false }, (google, call) =>
        google.purchases.products.acknowledge({ packageName, productId, token, requestBody: {} }, call),
      ),
    consume: (productId, token) =>
      mutatePurchase({ productId, token, consumed: true }, (google, call) =>
        google.purchases.products.consume({ packageName, productId, token }, call),
      ),
    refund: (orderId) =>
      mutate(
        (google, call) => google.orders.refund({ packageName, orderId, revoke: true }, call),
        async (budget) => toRefundResult(await lookups.findOrder(orderId, budget), refundableMs),
      ),
  }
}

type PurchaseMutation = { readonly productId: string; readonly token: string; readonly consumed: boolean }

function toPurchaseResult(
  found: ParsedResponse<ProductPurchase> | null,
  wanted: PurchaseMutation,
): StoreActionResult {
  if (found === null) return rejected('Google Play no longer has the purchase.')
  const { purchaseStateContext, productLineItem } = found.value
  const line = productLineItem.find(({ productId }) => productId === wanted.productId)
  if (line === undefined) return rejected('The purchase is for another product.')
  if (purchaseStateContext.purchaseState === 'CANCELLED') return rejected('The purchase was canceled.')
  if (isConsumed(line) || (isAcknowledged(found.value) && !wanted.consumed)) return { kind: 'done' }
  throw new StoreUnavailableError('Google Play has not acknowledged the purchase yet')
}

function toRefundResult(found: ParsedResponse<Order> | null, refundableMs: number): StoreActionResult {
  if (found === null) return rejected('Google Play no longer has the order.')
  const { state, createTime } = found.value
  if (state === 'REFUNDED' || state === 'PENDING_REFUND') return { kind: 'done' }
  if (state === 'CANCELED') return rejected('The order was canceled before it was paid.')
  if (createTime && Date.now() - Date.parse(createTime) > refundableMs) {
    return rejected('The order is too old: Google Play refunds none after three years.')
  }
  return rejected('Google Play rejected the refund of the order.')
}

function rejected(reason: string): StoreActionResult {
  return { kind: 'rejected', reason }
}
