import type { PaymentEventType } from '../generated/operations.ts'

/** All types of events; the compiler finds one that is missing. */
const known: Record<PaymentEventType, true> = {
  PURCHASE_REQUESTED: true,
  PURCHASE_PENDING: true,
  PURCHASE_CANCELED: true,
  PURCHASE_FAILED: true,
  PURCHASE_EXPIRED: true,
  PAYMENT_PAID: true,
  PAYMENT_CONSUMED: true,
  PAYMENT_COMPLETED: true,
  PAYMENT_REFUNDED: true,
  PAYMENT_REFUND_REVERSED: true,
  PAYMENT_PARTIALLY_REFUNDED: true,
  PAYMENT_CORRECTED: true,
  PAYMENT_TRANSFERRED: true,
  PAYMENT_DELIVERY_FAILED: true,
  PAYMENT_DELIVERY_RETRIED: true,
  PAYMENT_ACKNOWLEDGED: true,
  PAYMENT_ACKNOWLEDGEMENT_FAILED: true,
  PAYMENT_ACKNOWLEDGEMENT_WARNING: true,
  PAYMENT_ACKNOWLEDGEMENT_CRITICAL: true,
  PAYMENT_REFUND_REVIEW_REQUESTED: true,
  PAYMENT_REFUND_REVIEW_WARNING: true,
  PAYMENT_REFUND_REVIEW_ANSWERED: true,
  PAYMENT_REFUND_REVIEW_EXPIRED: true,
  PAYMENT_REFUND_REVIEW_FAILED: true,
}

export const eventTypes = Object.keys(known) as PaymentEventType[]
