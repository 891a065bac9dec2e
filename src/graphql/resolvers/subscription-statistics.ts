import {
  getSubscriptionStatistics,
  toPeriodTimes,
} from '../../domain/statistics/get-subscription-statistics.ts'
import { formatMicros } from '../../platform/money.ts'
import type {
  MonthlyRecurringRevenueResolvers,
  QueryResolvers,
  SubscriptionChurnResolvers,
  SubscriptionCountsResolvers,
  SubscriptionMovementResolvers,
  SubscriptionStatisticsResolvers,
  SubscriptionTrialConversionResolvers,
} from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { formatRatio, toInt } from './counts.ts'

export const subscriptionStatisticsQueries = {
  subscriptionStatistics: (_, { from, to, environment, filter, interval }, context) =>
    getSubscriptionStatistics(domainOf(context), {
      from: from ?? null,
      to: to ?? null,
      environment: environment ?? 'PRODUCTION',
      stores: filter?.store ?? null,
      itemId: filter?.itemId ?? null,
      interval: interval ?? 'DAY',
    }),
} satisfies QueryResolvers

export const SubscriptionCounts = {
  active: ({ active }) => toInt(active),
  inGracePeriod: ({ inGracePeriod }) => toInt(inGracePeriod),
  onHold: ({ onHold }) => toInt(onHold),
  paused: ({ paused }) => toInt(paused),
  pending: ({ pending }) => toInt(pending),
  willNotRenew: ({ willNotRenew }) => toInt(willNotRenew),
  inTrial: ({ inTrial }) => toInt(inTrial),
  shared: ({ shared }) => toInt(shared),
} satisfies SubscriptionCountsResolvers

export const MonthlyRecurringRevenue = {
  amount: ({ micros }) => formatMicros(micros),
  paymentCount: ({ paymentCount }) => toInt(paymentCount),
  subscriptionCount: ({ subscriptionCount }) => toInt(subscriptionCount),
} satisfies MonthlyRecurringRevenueResolvers

export const SubscriptionMovement = {
  startsAt: ({ from }) => from,
  endsAt: ({ to }) => to,
  started: ({ started }) => toInt(started),
  resubscribed: ({ resubscribed }) => toInt(resubscribed),
  renewed: ({ renewed }) => toInt(renewed),
  recovered: ({ recovered }) => toInt(recovered),
  changed: ({ changed }) => toInt(changed),
  toppedUp: ({ toppedUp }) => toInt(toppedUp),
  expired: ({ expired }) => toInt(expired),
  revoked: ({ revoked }) => toInt(revoked),
} satisfies SubscriptionMovementResolvers

export const SubscriptionTrialConversion = {
  ended: ({ ended }) => toInt(ended),
  converted: ({ converted }) => toInt(converted),
  notConverted: ({ notConverted }) => toInt(notConverted),
  open: ({ open }) => toInt(open),
  conversionRate: ({ converted, ended }) => formatRatio(converted, ended),
} satisfies SubscriptionTrialConversionResolvers

export const SubscriptionChurn = {
  cancelReason: ({ cause }) => cause,
  count: ({ count }) => toInt(count),
  trialCount: ({ trialCount }) => toInt(trialCount),
} satisfies SubscriptionChurnResolvers

export const SubscriptionStatistics = {
  startsAt: (statistics) => toPeriodTimes(statistics).startsAt,
  endsAt: (statistics) => toPeriodTimes(statistics).endsAt,
  trials: (statistics) => {
    const { startsAt, endsAt } = toPeriodTimes(statistics)
    const { countedAt, trials } = statistics
    return { ...trials, startsAt, endsAt: endsAt < countedAt ? endsAt : countedAt }
  },
} satisfies SubscriptionStatisticsResolvers
