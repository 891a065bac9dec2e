import { selectPaymentOfSaleKey } from '../../db/queries/payments.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import type { VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'

export type Unknown = Extract<VerifyOutcome, { kind: 'unknown' }>

/** The payment of a sale that its store does not know now; null if none is recorded, or if it is of another product. */
export async function findRecordedPayment(
  ctx: Context,
  store: StoreName,
  { key, lineItem, storeProductId }: Unknown,
): Promise<PaymentRow | null> {
  const { appId } = ctx.app
  const sale = { store, saleKey: hashSaleKey(key), lineItem }
  const payment = await selectPaymentOfSaleKey(ctx.db, appId, sale)
  if (payment === null || storeProductId === null) return payment
  const purchase = await selectPurchase(ctx.db, appId, payment.purchaseId)
  return purchase?.storeProductId === storeProductId ? payment : null
}
