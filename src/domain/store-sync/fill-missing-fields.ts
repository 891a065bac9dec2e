import { updateMissingFields } from '../../db/queries/update-missing-fields.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'

/** Stores the fields that the payment lacks and the store reports now. A field that has a value is never changed. */
export async function fillMissingFields(
  ctx: AppContext,
  payment: PaymentRow,
  { price, storeOrderId }: Pick<StoreTransaction, 'price' | 'storeOrderId'>,
): Promise<PaymentRow> {
  const isComplete =
    (price === null || payment.priceMicros !== null) &&
    (storeOrderId === null || payment.storeOrderId !== null)
  if (isComplete) return payment
  return (await updateMissingFields(ctx.db, payment, { price, storeOrderId })) ?? payment
}
