import type { PaymentRow } from '../../domain/models.ts'
import { refundPayment } from '../../domain/refund/refund-payment.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, Refund, RefundEntryResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { toMoney } from './money.ts'
import { assertFound } from './assert-found.ts'

export const refundMutations = {
  refundPayment: async (_, { input }, context) => {
    const { paymentId, reason, expectedVersion = null, idempotencyKey = null } = input
    const refund = { paymentId, reason, expectedVersion, idempotencyKey }
    return { replayed: false, ...(await refundPayment(domainOf(context), refund)) }
  },
} satisfies MutationResolvers

export const RefundEntry = {
  id: ({ id }) => encodeId('ref', id),
  payment: async ({ paymentId }, _, context) => {
    const payment = assertFound(await loadersOf(context).payments.load(paymentId))
    const { caller } = domainOf(context)
    if (caller.kind !== 'CLIENT' || caller.userId === null) return payment
    const owner = assertFound(await loadersOf(context).users.load(payment.userId))
    return owner.externalId === caller.userId ? payment : null
  },
  full: ({ isFull }) => isFull,
  source: ({ detectedBy }) => detectedBy,
  amount: ({ amountMicros, currencyCode }) => toMoney(amountMicros, currencyCode),
} satisfies RefundEntryResolvers

/** Summary of all refunds of a payment; null if nothing is refunded. */
export function toRefundSummary(payment: PaymentRow): Refund | null {
  const { refundedAt, refundedMicros, currencyCode, refundReason, refundDetectedBy } = payment
  if (refundedAt === null) return null
  const full = payment.status === 'REFUNDED'
  return {
    full,
    refundedAt,
    reason: refundReason,
    amount: toMoney(refundedMicros, currencyCode),
    quantity: full ? payment.quantity : payment.refundedQuantity,
    source: refundDetectedBy ?? 'VERIFICATION',
  }
}
