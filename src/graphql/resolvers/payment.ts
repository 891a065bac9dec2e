import { listStoreEvidence } from '../../domain/store-evidence/list-store-evidence.ts'
import { listAuditLogOf } from '../../domain/audit/list-audit-log.ts'
import { completePayment } from '../../domain/payment/complete-payment.ts'
import { countPayments } from '../../domain/payment/count-payments.ts'
import { consumePaymentForUser } from '../../domain/payment/consume-payment-for-user.ts'
import { rereadPayment } from '../../domain/payment/reread-payment.ts'
import { correctPayment } from '../../domain/payment/correct-payment.ts'
import { findStorePage } from '../../domain/payment/find-store-page.ts'
import { getPayment } from '../../domain/payment/get-payment.ts'
import { getPurchaseToken } from '../../domain/payment/get-purchase-token.ts'
import { listPayments } from '../../domain/payment/list-payments.ts'
import { listUnconsumedPayments } from '../../domain/payment/list-unconsumed-payments.ts'
import { transferPayment } from '../../domain/payment/transfer-payment.ts'
import { listNotes } from '../../domain/note/add-note.ts'
import { isOpen } from '../../domain/refund-approval/approval-rules.ts'
import { isAboveLimit, refundAmount } from '../../domain/refund-approval/needs-approval.ts'
import { listWebhookDeliveriesOfPayment } from '../../domain/webhook-delivery/list-webhook-deliveries.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { MutationResolvers, PaymentResolvers, QueryResolvers } from '../generated/types.ts'
import { readPaymentParts } from '../payment-selection.ts'
import { mayHaveConsume, selectEventsOf, selectRefundsOf } from '../payment-snapshot.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { assertFound } from './assert-found.ts'
import { toMoney } from './money.ts'
import { toPaymentConditions, toPaymentOrder } from './payment-filter.ts'
import { toRefundSummary } from './refund.ts'

export const paymentQueries = {
  payment: (_, { id }, context) => getPayment(domainOf(context), id),
  payments: async (_, args, context, info) => {
    const page = await listPayments(domainOf(context), {
      parts: readPaymentParts(info),
      conditions: toPaymentConditions(args.filter ?? {}),
      ...toPaymentOrder(args.orderBy),
      first: args.first ?? null,
      after: args.after ?? null,
      last: args.last ?? null,
      before: args.before ?? null,
    })
    return toConnection(page)
  },
  paymentCount: (_, { filter }, context) =>
    countPayments(domainOf(context), toPaymentConditions(filter ?? {})),
  unconsumedPayments: async (_, { userId, store, first, after }, context) => {
    const request = {
      userId: userId ?? null,
      store: store ?? null,
      first: first ?? null,
      after: after ?? null,
    }
    return toConnection(await listUnconsumedPayments(domainOf(context), request))
  },
} satisfies QueryResolvers

export const paymentMutations = {
  completePayment: async (_, { input }, context) => {
    const { paymentId, deliveryReference = null, idempotencyKey = null } = input
    const outcome = await completePayment(domainOf(context), { paymentId, deliveryReference, idempotencyKey })
    return { replayed: false, ...outcome }
  },
  correctPayment: async (_, { input }, context) => {
    const { paymentId, status = null, price = null, reason } = input
    const { expectedVersion = null, idempotencyKey = null } = input
    const correction = { paymentId, status, price, reason, expectedVersion, idempotencyKey }
    return { changed: false, ...(await correctPayment(domainOf(context), correction)) }
  },
  transferPayment: async (_, { input }, context) => {
    const { paymentId, toUserId, reason, expectedVersion = null, idempotencyKey = null } = input
    const transfer = { paymentId, toUserId, reason, expectedVersion, idempotencyKey }
    return { replayed: false, ...(await transferPayment(domainOf(context), transfer)) }
  },
  consumePaymentForUser: async (_, { input }, context) => {
    const { paymentId, reason, expectedVersion = null, idempotencyKey = null } = input
    const consume = { paymentId, reason, expectedVersion, idempotencyKey }
    return { replayed: false, ...(await consumePaymentForUser(domainOf(context), consume)) }
  },
  rereadPayment: async (_, { input }, context) => ({
    changed: false,
    ...(await rereadPayment(domainOf(context), input)),
  }),
} satisfies MutationResolvers

export const Payment = {
  id: ({ id }) => encodeId('pay', id),
  purchase: async ({ purchaseId }, _, context) =>
    assertFound(await loadersOf(context).purchases.load(purchaseId)),
  user: (payment, _, context) =>
    payment.joined?.user === undefined
      ? loadersOf(context).users.load(payment.userId).then(assertFound)
      : assertFound(payment.joined.user),
  item: (payment, _, context) =>
    payment.joined?.item === undefined
      ? loadersOf(context).items.load(payment.itemId).then(assertFound)
      : assertFound(payment.joined.item),
  subscription: ({ subscriptionId }, _, context) =>
    subscriptionId === null ? null : loadersOf(context).subscriptions.load(subscriptionId),
  store: ({ store }) => store,
  offer: ({ offerKind, purchaseOptionId, offerId }) =>
    offerKind === null ? null : { kind: offerKind, purchaseOptionId, offerId },
  ownership: ({ ownership }) => ownership,
  price: ({ priceMicros, currencyCode }) => toMoney(priceMicros, currencyCode),
  purchaseToken: (payment, _, context) => {
    const loadOwner = async () => assertFound(await loadersOf(context).users.load(payment.userId))
    return getPurchaseToken(domainOf(context), payment, loadOwner)
  },
  consume: (payment, _, context) => {
    if (!mayHaveConsume(payment)) return null
    const { consume } = payment.joined ?? {}
    return consume === undefined ? loadersOf(context).consumeOfPayment.load(payment.id) : consume
  },
  refund: (payment) => toRefundSummary(payment),
  refunds: async (payment, _, context) =>
    selectRefundsOf(payment, await loadersOf(context).refundsOfPayment.load(payment.id)),
  refundReviews: ({ id }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT' ? [] : loadersOf(context).refundReviewsOfPayment.load(id),
  acknowledgement: (payment) => payment,
  deliveryFailure: ({ id }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT' ? null : loadersOf(context).deliveryFailureOfPayment.load(id),
  refundRequest: ({ refundRequestedAt, refundAcceptedAt }, _, context) =>
    refundRequestedAt === null || domainOf(context).caller.kind === 'CLIENT'
      ? null
      : { requestedAt: refundRequestedAt, acceptedAt: refundAcceptedAt },
  openRefundApproval: async ({ id }, _, context) => {
    const approval = await loadersOf(context).unfinishedRefundApprovalOfPayment.load(id)
    return approval !== null && isOpen(domainOf(context), approval) ? approval : null
  },
  refundNeedsApproval: (payment, _, context) => {
    const { app, caller } = domainOf(context)
    return caller.kind !== 'CLIENT' && isAboveLimit(app.row, payment)
  },
  refundableAmount: (payment) =>
    toMoney(payment.status === 'REFUNDED' ? 0n : refundAmount(payment), payment.currencyCode),
  storeReadAt: async ({ id, verifiedAt }, _, context) =>
    (await loadersOf(context).storeReadTimeOfPayment.load(id))?.readAt ?? verifiedAt,
  notes: async ({ id }, { first, after }, context) => {
    const page = { first: first ?? null, after: after ?? null }
    return toConnection(await listNotes(domainOf(context), { kind: 'payments', id }, page))
  },
  events: async (payment, _, context) =>
    selectEventsOf(payment, await loadersOf(context).eventsOfPayment.load(payment.id)),
  storePageUrl: (payment, _, context) => findStorePage(domainOf(context), payment),
  auditEntries: async ({ id }, { first, after }, context) =>
    toConnection(await listAuditLogOf(domainOf(context), id, { first: first ?? null, after: after ?? null })),
  storeEvidence: (payment, _, context) => listStoreEvidence(domainOf(context), payment),
  webhookDeliveries: async ({ id }, { first, after }, context) => {
    const events = await loadersOf(context).eventsOfPayment.load(id)
    const request = { first: first ?? null, after: after ?? null }
    const payment = { id, eventIds: events.map((event) => event.id) }
    return toConnection(await listWebhookDeliveriesOfPayment(domainOf(context), payment, request))
  },
} satisfies PaymentResolvers
