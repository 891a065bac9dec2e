import type { PaymentIdentity } from '../../db/queries/payments.ts'
import type { UnpaidSale } from '../../stores/contract/sale.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import { hashSaleKey } from './sale-reference.ts'

type SaleLine = Pick<UnpaidSale, 'environment' | 'storeTransactionId' | 'lineItem' | 'reference'>

/** I14: identifies the payment of a sale by the store's key, which stays the same while transaction and order ids may change. */
export function toPaymentIdentity(
  store: StoreName,
  { environment, storeTransactionId, lineItem, reference }: SaleLine,
): PaymentIdentity {
  return { store, environment, storeTransactionId, lineItem, saleKey: hashSaleKey(reference.key) }
}
