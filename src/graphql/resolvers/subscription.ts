import { listPeriodPayments } from '../../domain/subscription/list-period-payments.ts'
import {
  getSubscription,
  listEventsOfSubscription,
  listSubscriptions,
} from '../../domain/subscription/get-subscription.ts'
import { rereadSubscription } from '../../domain/subscription/reread-subscription.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  QueryResolvers,
  StoreSubscriptionResolvers,
  SubscriptionLineResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { toMoney } from './money.ts'
import { assertStorableTexts } from './payment-filter.ts'

export const subscriptionQueries = {
  subscription: (_, { id }, context) => getSubscription(domainOf(context), id),
  subscriptions: async (_, { filter, first, after }, context) => {
    const { userId = null, itemId = null, ...rest } = filter ?? {}
    assertStorableTexts({ userId, itemId })
    const page = await listSubscriptions(domainOf(context), {
      conditions: {
        status: rest.status ?? null,
        store: rest.store ?? null,
        environment: rest.environment ?? null,
        userExternalId: userId,
        itemExternalId: itemId,
        isUnattributed: rest.isUnattributed ?? null,
        phase: rest.phase ?? null,
        willRenew: rest.willRenew ?? null,
        ownership: rest.ownership ?? null,
        cancelReason: rest.cancelReason ?? null,
        hasCancelReason: rest.hasCancelReason ?? null,
        endedFrom: rest.endedBetween?.from ?? null,
        endedTo: rest.endedBetween?.to ?? null,
      },
      first: first ?? null,
      after: after ?? null,
    })
    return toConnection(page)
  },
} satisfies QueryResolvers

export const subscriptionMutations = {
  refreshSubscription: async (_, { input }, context) => ({
    changed: false,
    ...(await rereadSubscription(domainOf(context), input.subscriptionId)),
  }),
} satisfies MutationResolvers

export const StoreSubscription = {
  id: ({ id }) => encodeId('sub', id),
  user: ({ userId }, _, context) => (userId === null ? null : loadersOf(context).users.load(userId)),
  purchase: ({ purchaseId }, _, context) =>
    purchaseId === null ? null : loadersOf(context).purchases.load(purchaseId),
  item: ({ itemId }, _, context) => (itemId === null ? null : loadersOf(context).items.load(itemId)),
  lines: async ({ id }, _, context) => [...(await loadersOf(context).linesOfSubscription.load(id))],
  tokens: async ({ id }, _, context) => [...(await loadersOf(context).tokensOfSubscription.load(id))],
  pendingChange: ({ pendingProductId, pendingBasePlanId, pendingChangeAt }) =>
    pendingProductId === null
      ? null
      : { storeProductId: pendingProductId, basePlanId: pendingBasePlanId, at: pendingChangeAt },
  priceChange: (subscription) =>
    subscription.priceChangeStatus === null
      ? null
      : {
          status: subscription.priceChangeStatus,
          newPrice: toMoney(subscription.priceChangeMicros, subscription.priceChangeCurrency),
          needsConsent: subscription.priceChangeNeedsConsent,
          consentBy: subscription.consentBy,
        },
  commitment: ({ commitmentPaid, commitmentTotal, commitmentEndsAt }) =>
    commitmentTotal === null
      ? null
      : { paid: commitmentPaid ?? 0, total: commitmentTotal, endsAt: commitmentEndsAt },
  acknowledgementDeadline: ({ acknowledgementDeadlineAt }) => acknowledgementDeadlineAt,
  payments: async ({ id }, { first, after }, context) => {
    const request = { first: first ?? null, after: after ?? null }
    return toConnection(await listPeriodPayments(domainOf(context), id, request))
  },
  events: ({ id }, _, context) => listEventsOfSubscription(domainOf(context), id),
} satisfies StoreSubscriptionResolvers

export const SubscriptionLine = {
  item: ({ itemId }, _, context) => (itemId === null ? null : loadersOf(context).items.load(itemId)),
  renewalPrice: ({ renewalPriceMicros, renewalCurrencyCode }) =>
    toMoney(renewalPriceMicros, renewalCurrencyCode),
} satisfies SubscriptionLineResolvers
