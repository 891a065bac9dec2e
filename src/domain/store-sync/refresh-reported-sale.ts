import type { RecordedPayment } from '../../db/queries/insert-payment-record.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { applyRefund } from './apply-refund.ts'
import { planRefund } from './plan-refund.ts'
import { hashSaleKey } from './sale-reference.ts'
import { syncSale } from './sync-sale.ts'

/** What a store says about the refunds of a sale while it verifies a receipt. */
export type ReportedSale = Pick<StoreTransaction, 'refund' | 'reference' | 'raw'> & {
  readonly store: StoreName
}

/**
 * Reads the sale of a new payment again if what the store reported while it verified the receipt may be out of date: a notification may
 * have read a refund of the sale while it had no payment yet.
 */
export function refreshNewPayment(
  ctx: AppContext,
  { payment, saleWasRead }: RecordedPayment,
  reported: ReportedSale,
): Promise<PaymentRow> | PaymentRow {
  return saleWasRead
    ? refreshReportedSale(ctx, payment, reported)
    : refreshIfRefundChanged(ctx, payment, reported)
}

/** Reads the sale again if the store reports another refund than the payment has, or none where it has one. */
export function refreshIfRefundChanged(
  ctx: AppContext,
  payment: PaymentRow,
  reported: ReportedSale,
): Promise<PaymentRow> | PaymentRow {
  return planRefund(payment, reported.refund) === null ? payment : refreshReportedSale(ctx, payment, reported)
}

/**
 * Reads the sale from the store once more. The report may be older than what a notification has changed in the meantime; a
 * numbered reading of the sale cannot overwrite a newer one.
 */
async function refreshReportedSale(
  ctx: AppContext,
  payment: PaymentRow,
  { store, refund, reference, raw }: ReportedSale,
): Promise<PaymentRow> {
  const { key, details } = reference
  try {
    await syncSale(ctx, { store, key: hashSaleKey(key), details, source: 'VERIFICATION' })
  } catch (error) {
    // Without credentials for the store's API, the payload that the store signed is the newest state there is.
    if (!(error instanceof StoreMisconfiguredError)) throw error
    const update = { refund, source: 'VERIFICATION', raw, saleRead: null } as const
    return (await applyRefund(ctx, payment, update)).payment
  }
  return (await selectPayment(ctx.db, ctx.app.appId, payment.id)) ?? payment
}
