import type { OrUnknown } from '../core/known-values.ts'

const eventTypes = [
  'PURCHASE_REQUESTED',
  'PURCHASE_PENDING',
  'PURCHASE_CANCELED',
  'PURCHASE_FAILED',
  'PURCHASE_EXPIRED',
  'PAYMENT_PAID',
  'PAYMENT_CONSUMED',
  'PAYMENT_COMPLETED',
  'PAYMENT_REFUNDED',
  'PAYMENT_REFUND_REVERSED',
  'PAYMENT_PARTIALLY_REFUNDED',
  'PAYMENT_ACKNOWLEDGED',
  'PAYMENT_ACKNOWLEDGEMENT_FAILED',
  'PAYMENT_ACKNOWLEDGEMENT_WARNING',
  'PAYMENT_ACKNOWLEDGEMENT_CRITICAL',
  'PAYMENT_REFUND_REVIEW_REQUESTED',
  'PAYMENT_REFUND_REVIEW_WARNING',
  'PAYMENT_REFUND_REVIEW_ANSWERED',
  'PAYMENT_REFUND_REVIEW_EXPIRED',
  'PAYMENT_REFUND_REVIEW_FAILED',
  'PAYMENT_CORRECTED',
  'PAYMENT_TRANSFERRED',
  'PAYMENT_DELIVERY_FAILED',
  'PAYMENT_DELIVERY_RETRIED',
] as const

/** Type of a change to a purchase or payment, such as `PAYMENT_PAID`: a value of the enum `PaymentEventType` of the API. */
export type PaymentEventType = (typeof eventTypes)[number]

export const readEventType = (value: string): OrUnknown<PaymentEventType> =>
  eventTypes.find((type) => type === value) ?? 'UNKNOWN'
