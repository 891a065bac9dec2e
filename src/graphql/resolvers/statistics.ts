import { getPaymentStatistics } from '../../domain/statistics/get-payment-statistics.ts'
import { formatMicros } from '../../platform/money.ts'
import type {
  BuyerStatisticsResolvers,
  PaymentStatisticsGroupResolvers,
  PaymentStatisticsResolvers,
  QueryResolvers,
} from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const statisticsQueries = {
  paymentStatistics: (_, { from, to, environment, filter, groupBy }, context) =>
    getPaymentStatistics(domainOf(context), {
      from: from ?? null,
      to: to ?? null,
      environment: environment ?? 'PRODUCTION',
      stores: filter?.store ?? null,
      itemId: filter?.itemId ?? null,
      currencyCode: filter?.currencyCode ?? null,
      countryCode: filter?.countryCode ?? null,
      groupBy: groupBy ?? [],
    }),
} satisfies QueryResolvers

export const PaymentStatistics = {
  pendingEventCount: ({ pendingEventCount }) => toInt(pendingEventCount),
} satisfies PaymentStatisticsResolvers

export const PaymentStatisticsGroup = {
  paymentCount: ({ paymentCount }) => toInt(paymentCount),
  quantity: ({ quantity }) => toInt(quantity),
  gross: ({ grossMicros }) => formatMicros(grossMicros),
  refundCount: ({ refundCount }) => toInt(refundCount),
  refundedQuantity: ({ refundedQuantity }) => toInt(refundedQuantity),
  refunded: ({ refundedMicros }) => formatMicros(refundedMicros),
  net: ({ grossMicros, refundedMicros }) => formatMicros(grossMicros - refundedMicros),
  refundedPaymentCount: ({ refundedPaymentCount }) => toInt(refundedPaymentCount),
  refundedOfPayments: ({ refundedPaymentMicros }) => formatMicros(refundedPaymentMicros),
  refundRate: ({ refundedPaymentCount, paymentCount }) => formatRatio(refundedPaymentCount, paymentCount),
  refundedShare: ({ refundedPaymentMicros, grossMicros }) => formatRatio(refundedPaymentMicros, grossMicros),
  buyerCount: ({ buyerCount }) => (buyerCount === null ? null : toInt(buyerCount)),
  averageRevenuePerBuyer: ({ grossMicros, refundedMicros, buyerCount }) =>
    buyerCount === null || buyerCount === 0n
      ? null
      : formatMicros(divideRounded(grossMicros - refundedMicros, buyerCount)),
} satisfies PaymentStatisticsGroupResolvers

export const BuyerStatistics = {
  buyerCount: ({ buyerCount }) => toInt(buyerCount),
  newBuyerCount: ({ newBuyerCount }) => toInt(newBuyerCount),
  returningBuyerCount: ({ buyerCount, newBuyerCount }) => toInt(buyerCount - newBuyerCount),
} satisfies BuyerStatisticsResolvers

/** The largest value of an `Int`, which a larger count is reported as. */
const maxInt = 2 ** 31 - 1

const toInt = (count: bigint) => Math.min(Number(count), maxInt)

/** A quotient with six decimals; null if it has no value. */
function formatRatio(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : formatMicros(divideRounded(part * 1_000_000n, whole))
}

/** Rounds to the nearest integer, halves away from zero. The divisor is positive. */
function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return (dividend < 0n ? dividend - half : dividend + half) / divisor
}
