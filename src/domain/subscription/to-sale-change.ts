import { createSaleChange, type SaleChange } from '../store-sync/apply-sale-state.ts'
import type { SubscriptionChange } from './subscription-reading.ts'

/** What a reading of a subscription changed, in the words of the readings of sales. */
export function toSaleChange({ kind, subscription, recorded, problem }: SubscriptionChange): SaleChange {
  const paymentId = recorded.at(-1)?.id
  const purchaseId = subscription?.purchaseId ?? undefined
  return createSaleChange(kind, {
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(purchaseId === undefined ? {} : { purchaseId }),
    ...(problem === null ? {} : { reason: problem.message }),
  })
}
