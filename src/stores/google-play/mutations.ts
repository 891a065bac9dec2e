import type { androidpublisher_v3 } from 'googleapis/build/src/apis/androidpublisher/v3.js'

import type { Deadline } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import type { Order, ParsedResponse, ProductPurchase } from './api-types.ts'
import type { Lookups } from './lookups.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'
import { createMutate, rejectAct } from './mutate.ts'
import type { PublisherCall } from './publisher-api.ts'
import type { SendToGooglePlay } from './transport.ts'

type RefundReviewBody = androidpublisher_v3.Schema$OrdersReviewRefundRequest

/** The calls that change something at Google. All of them are idempotent. */
export type GooglePlayMutations = {
  /** Acknowledges the purchase; without it Google refunds the purchase after three days. */
  acknowledge: (productId: string, purchaseToken: string) => Promise<StoreActionResult>
  /** Consumes the purchase, which acknowledges it too and allows the buyer to buy the product again. */
  consume: (productId: string, purchaseToken: string) => Promise<StoreActionResult>
  /** Refunds all lines of the order and revokes them. */
  refund: (orderId: string) => Promise<StoreActionResult>
  /** Answers a request for evidence about the order. Google counts the first answer, and confirms every one. */
  reviewRefund: (orderId: string, review: RefundReviewBody) => Promise<StoreActionResult>
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
  const mutateWithin = createMutate(send)
  function mutate(
    call: PublisherCall,
    readCurrentState: (deadline: Deadline) => Promise<StoreActionResult>,
  ): Promise<StoreActionResult> {
    const deadline = startDeadline()
    return mutateWithin(call, deadline, () => readCurrentState(deadline))
  }

  const mutatePurchase = (wanted: PurchaseMutation, call: PublisherCall): Promise<StoreActionResult> =>
    mutate(call, async (deadline) =>
      toPurchaseResult(await lookups.findPurchase(wanted.token, deadline), wanted),
    )

  return {
    acknowledge: (productId, token) =>
      mutatePurchase({ productId, token, consumed: false }, (publisher, call) =>
        publisher.purchases.products.acknowledge({ packageName, productId, token, requestBody: {} }, call),
      ),
    consume: (productId, token) =>
      mutatePurchase({ productId, token, consumed: true }, (publisher, call) =>
        publisher.purchases.products.consume({ packageName, productId, token }, call),
      ),
    refund: (orderId) =>
      mutate(
        (publisher, call) => publisher.orders.refund({ packageName, orderId, revoke: true }, call),
        async (deadline) => toRefundResult(await lookups.findOrder(orderId, deadline), refundableMs),
      ),
    reviewRefund: (orderId, requestBody) =>
      mutate(
        (publisher, call) => publisher.orders.reviewrefund({ packageName, orderId, requestBody }, call),
        () => Promise.resolve(rejectAct('Google Play reviews no refund of this order with this token.')),
      ),
  }
}

type PurchaseMutation = { readonly productId: string; readonly token: string; readonly consumed: boolean }

function toPurchaseResult(
  found: ParsedResponse<ProductPurchase> | null,
  wanted: PurchaseMutation,
): StoreActionResult {
  if (found === null) return rejectAct('Google Play no longer has the purchase.')
  const { purchaseStateContext, productLineItem } = found.value
  const line = productLineItem.find(({ productId }) => productId === wanted.productId)
  if (line === undefined) return rejectAct('The purchase is for another product.')
  if (purchaseStateContext.purchaseState === 'CANCELLED') return rejectAct('The purchase was canceled.')
  if (isConsumed(line) || (isAcknowledged(found.value) && !wanted.consumed)) return { kind: 'done' }
  throw new StoreUnavailableError('Google Play has not acknowledged the purchase yet')
}

function toRefundResult(found: ParsedResponse<Order> | null, refundableMs: number): StoreActionResult {
  if (found === null) return rejectAct('Google Play no longer has the order.')
  const { state, createTime } = found.value
  if (state === 'REFUNDED' || state === 'PENDING_REFUND') return { kind: 'done' }
  if (state === 'CANCELED') return rejectAct('The order was canceled before it was paid.')
  if (createTime && Date.now() - Date.parse(createTime) > refundableMs) {
    return rejectAct('The order is too old: Google Play does not refund orders after three years.')
  }
  return rejectAct('Google Play rejected the refund of the order.')
}
