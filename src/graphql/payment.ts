import { getPayment } from '../domain/payment/get-payment.ts'
import { completePayment } from '../domain/payment/complete-payment.ts'
import { listEventsOfPayment } from '../domain/event/list-events.ts'
import { listPayments } from '../domain/payment/list-payments.ts'
import { listUnconsumedPayments } from '../domain/payment/list-unconsumed-payments.ts'
import { showPurchaseToken } from '../domain/payment/purchase-token.ts'
import type { PaymentRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import { formatMicros } from '../platform/money.ts'
import { toConnection } from './connection.ts'
import type { MutationResolvers, PaymentResolvers, QueryResolvers } from './generated/types.ts'
import { readPaymentFilter } from './payment-filter.ts'
import { domainOf, loadersOf } from './request-context.ts'
import { required } from './required.ts'

export const paymentQueries = {
  payment: (_, { id }, context) => getPayment(domainOf(context), id),
  payments: async (_, args, context) => {
    const page = await listPayments(domainOf(context), {
      conditions: readPaymentFilter(args.filter ?? {}),
      direction: args.orderBy === 'PAID_AT_ASC' ? 'asc' : 'desc',
      first: args.first ?? null,
      after: args.after ?? null,
      last: args.last ?? null,
      before: args.before ?? null,
    })
    return toConnection(page, (payment) => payment)
  },
  unconsumedPayments: async (_, { userId, store, first, after }, context) => {
    const request = {
      userId: userId ?? null,
      store: store ?? null,
      first: first ?? null,
      after: after ?? null,
    }
    return toConnection(await listUnconsumedPayments(domainOf(context), request), (payment) => payment)
  },
} satisfies QueryResolvers

export const paymentMutations = {
  completePayment: async (_, { input }, context) => {
    const { paymentId, deliveryReference = null, idempotencyKey = null } = input
    const outcome = await completePayment(domainOf(context), { paymentId, deliveryReference, idempotencyKey })
    return { replayed: false, ...outcome }
  },
} satisfies MutationResolvers

export const Payment = {
  id: ({ id }) => encodeId('pay', id),
  purchase: async ({ purchaseId }, _, context) =>
    required(await loadersOf(context).purchases.load(purchaseId)),
  user: async ({ userId }, _, context) => required(await loadersOf(context).users.load(userId)),
  item: async ({ itemId }, _, context) => required(await loadersOf(context).items.load(itemId)),
  store: ({ store }) => store,
  price: ({ priceMicros, currencyCode }) =>
    priceMicros === null || currencyCode === null
      ? null
      : { amount: formatMicros(priceMicros), currencyCode },
  purchaseToken: async (payment, _, context) => {
    const owner = required(await loadersOf(context).users.load(payment.userId))
    return showPurchaseToken(domainOf(context), payment, owner, payment.provedToBeBuyer === true)
  },
  consume: ({ id }, _, context) => loadersOf(context).consumeOfPayment.load(id),
  refund: (payment) => (payment.refundedAt === null ? null : toRefund(payment, payment.refundedAt)),
  settlement: ({ settlementStatus }) => ({
    status: settlementStatus,
    deadline: null,
    attempts: 0,
    lastError: null,
    settledAt: null,
  }),
  events: ({ id }, _, context) => listEventsOfPayment(domainOf(context), id),
} satisfies PaymentResolvers

function toRefund(payment: PaymentRow, refundedAt: Date) {
  return {
    refundedAt,
    reason: payment.refundReason,
    amount: null,
    quantity: null,
    source: payment.refundSource ?? ('VERIFICATION' as const),
  }
}
