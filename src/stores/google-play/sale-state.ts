import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { SaleState } from '../contract/sale.ts'
import type { Order, ProductLine, ProductPurchase } from './api-types.ts'
import type { PurchaseWithOrder } from './client.ts'
import { toAccountToken, toEnvironment, toPaidAt, toStoreTransaction } from './mapper.ts'
import type { AcknowledgementWindows } from './mapper.ts'
import { toSaleReference } from './sale-reference.ts'

export type SaleLookup = PurchaseWithOrder & {
  readonly purchaseToken: string
  readonly acknowledgementWindows: AcknowledgementWindows
}

/**
 * A purchase that is consumed at the store already counts as any other: most often it was this server that
 * consumed it, and the same receipt must go on to name the same payment.
 */
export function toSaleState(found: SaleLookup, line: ProductLine): SaleState {
  const { purchaseToken, acknowledgementWindows } = found
  const purchase = found.purchase.value
  const order = found.order?.value ?? null
  assertSamePurchase(order, purchaseToken)
  const unpaid = {
    storeProductId: line.productId,
    accountToken: toAccountToken(purchase),
    environment: toEnvironment(purchase),
    reference: toSaleReference(purchaseToken),
  }
  if (purchase.purchaseStateContext.purchaseState === 'PENDING') return { kind: 'pending', ...unpaid }
  if (wasNeverPaid(purchase, order)) {
    return { kind: 'canceled', ...unpaid, reason: 'The purchase was canceled before it was paid.' }
  }
  const paidAt = toPaidAt(purchase, order)
  if (paidAt === null) throw new StoreUnavailableError('Google Play does not say when the purchase was paid')
  const raw = `{"purchase":${found.purchase.body},"order":${found.order?.body ?? 'null'}}`
  const transaction = toStoreTransaction({
    purchase,
    order,
    line,
    purchaseToken,
    paidAt,
    acknowledgementWindows,
    raw,
  })
  return { kind: 'verified', transaction, proves: 'POSSESSION' }
}

/** A purchase is CANCELLED both when its payment never came and when it was taken back after. */
function wasNeverPaid(purchase: ProductPurchase, order: Order | null): boolean {
  if (purchase.purchaseStateContext.purchaseState !== 'CANCELLED') return false
  if (order?.state) return order.state === 'CANCELED' || order.state === 'PENDING'
  return !purchase.purchaseCompletionTime
}

function assertSamePurchase(order: Order | null, purchaseToken: string): void {
  if (order?.purchaseToken && order.purchaseToken !== purchaseToken) {
    throw new StoreUnavailableError('Google Play answered with the order of another purchase')
  }
}
