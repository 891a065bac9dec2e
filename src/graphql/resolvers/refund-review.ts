import { answerRefundReview } from '../../domain/refund-review/answer-refund-review.ts'
import { getRefundReviewRecord } from '../../domain/refund-review/get-refund-review-record.ts'
import { getRefundReviewStatistics } from '../../domain/refund-review/get-refund-review-statistics.ts'
import { getRefundReview, listRefundReviews } from '../../domain/refund-review/list-refund-reviews.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  RefundReviewResolvers,
  RefundReviewStatisticsResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { toMoney } from './money.ts'

export const refundReviewQueries = {
  refundReviews: async (_, { filter, orderBy, first, after }, context) => {
    const request = {
      status: filter?.status ?? null,
      store: filter?.store ?? null,
      paymentId: filter?.paymentId ?? null,
      deadlineBefore: filter?.deadlineBefore ?? null,
      orderBy: orderBy ?? 'REQUESTED_AT_DESC',
      first: first ?? null,
      after: after ?? null,
    }
    return toConnection(await listRefundReviews(domainOf(context), request))
  },
  refundReview: (_, { id }, context) => getRefundReview(domainOf(context), id),
  refundReviewStatistics: (_, { requestedBetween }, context) => {
    const { from = null, to = null } = requestedBetween ?? {}
    return getRefundReviewStatistics(domainOf(context), { from, to })
  },
} satisfies QueryResolvers

export const refundReviewMutations = {
  answerRefundReview: async (_, { input }, context) => {
    const { reviewId, answer, reason, idempotencyKey = null, customerConsented = null } = input
    const { review, ...outcome } = await answerRefundReview(domainOf(context), {
      reviewId,
      answer,
      reason,
      consumptionMilliunits: input.consumptionPercentageMilliunits ?? null,
      customerConsented,
      idempotencyKey,
    })
    return { replayed: false, ...outcome, refundReview: review ?? null }
  },
} satisfies MutationResolvers

export const RefundReview = {
  id: ({ id }) => encodeId('rvw', id),
  payments: ({ id }, _, context) => loadersOf(context).paymentsOfRefundReview.load(id),
  deadline: ({ deadlineAt }) => deadlineAt,
  secondsLeft: ({ status, deadlineAt }, _, context) =>
    status === 'PENDING' || status === 'ANSWERING'
      ? Math.max(0, Math.floor((deadlineAt.getTime() - domainOf(context).clock().getTime()) / 1_000))
      : null,
  record: async (review, _, context) => {
    const payments = await loadersOf(context).paymentsOfRefundReview.load(review.id)
    const record = getRefundReviewRecord(domainOf(context), review, payments)
    if (record === null) return null
    return { ...record, consumptionPercentageMilliunits: record.consumptionMilliunits }
  },
  chargebackCost: ({ chargebackCostMicros, chargebackCostCurrency }) =>
    toMoney(chargebackCostMicros, chargebackCostCurrency),
} satisfies RefundReviewResolvers

export const RefundReviewStatistics = {
  chargebackCost: ({ costMicros, currencyCode }) =>
    toMoney(currencyCode === null ? null : costMicros, currencyCode),
} satisfies RefundReviewStatisticsResolvers
