import { getPayment } from '../../domain/payment/get-payment.ts'
import { completePayment } from '../../domain/payment/complete-payment.ts'
import { correctPayment } from '../../domain/payment/correct-payment.ts'
import { listPayments } from '../../domain/payment/list-payments.ts'
import { listUnconsumedPayments } from '../../domain/payment/list-unconsumed-payments.ts'
import { getPurchaseToken } from '../../domain/payment/get-purchase-token.ts'
import { transferPayment } from '../../domain/payment/transfer-payment.ts'
import { retryAcknowledgement } from '../../domain/acknowledgement/retry-acknowledgement.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  PaymentResolvers,
  QueryResolvers,
  AcknowledgementResolvers,
} from '../generated/types.ts'
import { toMoney } from './money.ts'
import { toPaymentConditions } from './payment-filter.ts'
import { toRefundSummary } from './refund.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { assertFound } from './assert-found.ts'

export const paymentQueries = {
  payment: (_, { id }, context) => getPayment(domainOf(context), id),
  payments: async (_, args, context) => {
    const page = await listPayments(domainOf(context), {
      conditions: toPaymentConditions(args.filter ?? {}),
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
  correctPayment: async (_, { input }, context) => {
    const { paymentId, status = null, price = null, reason, idempotencyKey = null } = input
    const correction = { paymentId, status, price, reason, idempotencyKey }
    return { changed: false, ...(await correctPayment(domainOf(context), correction)) }
  },
  transferPayment: async (_, { input }, context) => {
    const { paymentId, toUserId, reason, idempotencyKey = null } = input
    const transfer = { paymentId, toUserId, reason, idempotencyKey }
    return { replayed: false, ...(await transferPayment(domainOf(context), transfer)) }
  },
  retryAcknowledgement: (_, { input }, context) => retryAcknowledgement(domainOf(context), input),
} satisfies MutationResolvers

export const Payment = {
  id: ({ id }) => encodeId('pay', id),
  purchase: async ({ purchaseId }, _, context) =>
    assertFound(await loadersOf(context).purchases.load(purchaseId)),
  user: async ({ userId }, _, context) => assertFound(await loadersOf(context).users.load(userId)),
  item: async ({ itemId }, _, context) => assertFound(await loadersOf(context).items.load(itemId)),
  store: ({ store }) => store,
  price: ({ priceMicros, currencyCode }) => toMoney(priceMicros, currencyCode),
  purchaseToken: async (payment, _, context) => {
    const owner = assertFound(await loadersOf(context).users.load(payment.userId))
    return getPurchaseToken(domainOf(context), payment, owner, payment.hasProofOfPurchase === true)
  },
  consume: ({ id }, _, context) => loadersOf(context).consumeOfPayment.load(id),
  refund: (payment) => toRefundSummary(payment),
  refunds: ({ id }, _, context) => loadersOf(context).refundsOfPayment.load(id),
  acknowledgement: (payment) => payment,
  events: ({ id }, _, context) => loadersOf(context).eventsOfPayment.load(id),
} satisfies PaymentResolvers

/** The status is the payment's own; the rest is looked up where it is asked for. */
export const Acknowledgement = {
  status: ({ acknowledgementStatus }) => acknowledgementStatus,
  deadline: async ({ id }, _, context) =>
    (await loadersOf(context).acknowledgementOfPayment.load(id))?.deadlineAt ?? null,
  attempts: async ({ id }, _, context) =>
    (await loadersOf(context).acknowledgementOfPayment.load(id))?.attempts ?? 0,
  lastError: async ({ id }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT'
      ? null
      : ((await loadersOf(context).acknowledgementOfPayment.load(id))?.lastError ?? null),
  acknowledgedAt: async ({ id }, _, context) =>
    (await loadersOf(context).acknowledgementOfPayment.load(id))?.acknowledgedAt ?? null,
} satisfies AcknowledgementResolvers
