import { selectPayment } from '../../db/queries/payments.ts'
import { selectSaleOfPurchase } from '../../db/queries/sales.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { refreshSubscription } from '../subscription/refresh-subscription.ts'
import { syncSale } from '../store-sync/sync-sale.ts'

/**
 * Reads the payment's sale from its store and returns the updated payment, unchanged if no reference to the sale is stored.
 * @throws StoreUnavailableError or StoreMisconfiguredError
 */
export async function refreshFromStore(
  ctx: AppContext,
  payment: PaymentRow,
  source: RefundSource,
): Promise<PaymentRow> {
  const { appId } = ctx.app
  const sale = await selectSaleOfPurchase(ctx.db, appId, payment.purchaseId)
  if (sale === null) return payment
  const request = { store: sale.store, key: sale.key, details: null, source }
  await (payment.subscriptionId === null ? syncSale(ctx, request) : refreshSubscription(ctx, request))
  return (await selectPayment(ctx.db, appId, payment.id)) ?? payment
}
