import type { PaymentRow } from '../../db/queries/payments.ts'
import { encodeId } from '../../platform/ids.ts'
import { formatMicros } from '../../platform/money.ts'
import type { TableCell } from '../../platform/table-cell.ts'

/** A payment with what its export shows of other records. */
export type ExportedPayment = PaymentRow & {
  readonly userExternalId: string | null
  readonly itemExternalId: string | null
  readonly consumedAt: Date | null
}

type ToCell = (payment: ExportedPayment, formatTime: (time: Date) => string) => TableCell

const time =
  (select: (payment: ExportedPayment) => Date | null): ToCell =>
  (payment, formatTime) => {
    const selected = select(payment)
    return selected === null ? null : formatTime(selected)
  }

const amount =
  (select: (payment: ExportedPayment) => bigint | null): ToCell =>
  (payment) => {
    const micros = select(payment)
    return micros === null ? null : { decimal: formatMicros(micros) }
  }

/** The columns by their names, which are those of the API. */
const columns = {
  id: ({ id }) => encodeId('pay', id),
  status: ({ status }) => status,
  store: ({ store }) => store,
  environment: ({ environment }) => environment,
  userId: ({ userExternalId }) => userExternalId,
  itemId: ({ itemExternalId }) => itemExternalId,
  quantity: ({ quantity }) => ({ decimal: String(quantity) }),
  price: amount(({ priceMicros }) => priceMicros),
  currencyCode: ({ currencyCode }) => currencyCode,
  paidAt: time(({ paidAt }) => paidAt),
  verifiedAt: time(({ verifiedAt }) => verifiedAt),
  consumedAt: time(({ consumedAt }) => consumedAt),
  completedAt: time(({ completedAt }) => completedAt),
  refundedAt: time(({ refundedAt }) => refundedAt),
  refundedAmount: amount(({ refundedMicros }) => refundedMicros),
  refundedQuantity: ({ refundedQuantity }) => ({ decimal: String(refundedQuantity) }),
  refundReason: ({ refundReason }) => refundReason,
  acknowledgementStatus: ({ acknowledgementStatus }) => acknowledgementStatus,
  storeOrderId: ({ storeOrderId }) => storeOrderId,
  storeTransactionId: ({ storeTransactionId }) => storeTransactionId,
  ownership: ({ ownership }) => ownership,
  offerKind: ({ offerKind }) => offerKind,
  offerId: ({ offerId }) => offerId,
  purchaseId: ({ purchaseId }) => encodeId('pur', purchaseId),
} satisfies Readonly<Record<string, ToCell>>

export type ExportedColumn = keyof typeof columns

export const exportedColumns = Object.keys(columns) as readonly ExportedColumn[]

export function isExportedColumn(name: string): name is ExportedColumn {
  return Object.hasOwn(columns, name)
}

export function toExportedCells(
  payment: ExportedPayment,
  names: readonly ExportedColumn[],
  formatTime: (time: Date) => string,
): TableCell[] {
  return names.map((name) => columns[name](payment, formatTime))
}
