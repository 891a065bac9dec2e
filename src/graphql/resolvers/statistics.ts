import { getPaymentStatistics } from '../../domain/statistics/get-payment-statistics.ts'
import { formatMicros } from '../../platform/money.ts'
import type {
  BuyerStatisticsResolvers,
  PaymentStatisticsGroupResolvers,
  PaymentStatisticsResolvers,
  QueryResolvers,
} from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { divideRounded, formatRatio, toInt } from './counts.ts'

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
