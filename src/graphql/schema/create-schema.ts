import { makeExecutableSchema } from '@graphql-tools/schema'
import type { GraphQLSchema } from 'graphql'
import type { Resolvers } from '../generated/types.ts'
import { Acknowledgement, acknowledgementMutations } from '../resolvers/acknowledgement.ts'
import { deliveryMutations } from '../resolvers/delivery-failure.ts'
import { AppKey, appKeyMutations, appKeyQueries } from '../resolvers/app-key.ts'
import { AuditEntry, auditQueries } from '../resolvers/audit.ts'
import { Consume, consumeMutations } from '../resolvers/consume.ts'
import { EventConsumer, eventConsumerMutations, eventConsumerQueries } from '../resolvers/event-consumer.ts'
import { eventQueries, eventSubscriptions, PaymentEvent } from '../resolvers/event.ts'
import { importMutations } from '../resolvers/import.ts'
import { Item, StoreProduct, itemMutations, itemQueries } from '../resolvers/item.ts'
import { Node, nodeQueries } from '../resolvers/node.ts'
import { Notification, notificationMutations, notificationQueries } from '../resolvers/notification.ts'
import {
  AppKeySummary,
  Operator,
  OperatorInvitation,
  operatorMutations,
  operatorQueries,
  PersonalAccessToken,
} from '../resolvers/operator.ts'
import { OverviewIssue, overviewQueries } from '../resolvers/overview.ts'
import { Payment, paymentMutations, paymentQueries } from '../resolvers/payment.ts'
import { PersistedOperation, persistedOperationMutations } from '../resolvers/persisted-operation.ts'
import { Purchase, purchaseMutations, purchaseQueries, purchaseSubscriptions } from '../resolvers/purchase.ts'
import {
  ReconciliationDay,
  ReconciliationDiscrepancy,
  reconciliationMutations,
  reconciliationQueries,
  ReconciliationReport,
  ReconciliationRun,
} from '../resolvers/reconciliation.ts'
import {
  Entitlement,
  EntitlementDefinition,
  EntitlementGrant,
  entitlementMutations,
  entitlementQueries,
  entitlementSubscriptions,
} from '../resolvers/entitlement.ts'
import { Note, noteMutations } from '../resolvers/note.ts'
import {
  RefundApproval,
  refundApprovalMutations,
  refundApprovalQueries,
} from '../resolvers/refund-approval.ts'
import { RefundEntry, refundMutations } from '../resolvers/refund.ts'
import {
  RefundReview,
  refundReviewMutations,
  refundReviewQueries,
  RefundReviewStatistics,
} from '../resolvers/refund-review.ts'
import { setUpQueries } from '../resolvers/set-up.ts'
import { searchMutations, searchQueries, StoreSale } from '../resolvers/search.ts'
import { ServerKey, serverKeyMutations } from '../resolvers/server-key.ts'
import {
  BuyerStatistics,
  PaymentStatistics,
  PaymentStatisticsGroup,
  statisticsQueries,
} from '../resolvers/statistics.ts'
import { subscriptionActMutations } from '../resolvers/subscription-act.ts'
import { subscriptionImportMutations } from '../resolvers/subscription-import.ts'
import {
  MonthlyRecurringRevenue,
  SubscriptionChurn,
  SubscriptionCounts,
  SubscriptionMovement,
  SubscriptionStatistics,
  subscriptionStatisticsQueries,
  SubscriptionTrialConversion,
} from '../resolvers/subscription-statistics.ts'
import { StoreConnection, storeConnectionMutations } from '../resolvers/store-connection.ts'
import {
  StoreSubscription,
  SubscriptionLine,
  subscriptionMutations,
  subscriptionQueries,
} from '../resolvers/subscription.ts'
import {
  UnattributedSale,
  unattributedSaleMutations,
  unattributedSaleQueries,
} from '../resolvers/unattributed-sale.ts'
import { UserSecret, userSecretMutations } from '../resolvers/user-secret.ts'
import { UserTokenKey, userTokenKeyMutations } from '../resolvers/user-token-key.ts'
import {
  User,
  UserCurrencyTotals,
  userMutations,
  userQueries,
  UserRefundCurrencyTotals,
} from '../resolvers/user.ts'
import {
  WebhookDeliveryAttempt,
  WebhookTestResult,
  WebhookEndpoint,
  webhookMutations,
  webhookQueries,
} from '../resolvers/webhook.ts'
import { enforceAuth } from './auth-directive.ts'
import { reportContention } from './report-contention.ts'
import { readSdl } from './read-sdl.ts'
import { enforceListSizes } from './list-size-directive.ts'
import { scalars } from './scalars.ts'
import { traceFields } from './trace-fields.ts'

const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...appKeyQueries,
    ...auditQueries,
    ...eventConsumerQueries,
    ...eventQueries,
    ...entitlementQueries,
    ...itemQueries,
    ...nodeQueries,
    ...notificationQueries,
    ...operatorQueries,
    ...overviewQueries,
    ...paymentQueries,
    ...purchaseQueries,
    ...reconciliationQueries,
    ...userQueries,
    ...refundReviewQueries,
    ...refundApprovalQueries,
    ...statisticsQueries,
    ...subscriptionStatisticsQueries,
    ...searchQueries,
    ...setUpQueries,
    ...subscriptionQueries,
    ...unattributedSaleQueries,
    ...webhookQueries,
  },
  Mutation: {
    ...acknowledgementMutations,
    ...deliveryMutations,
    ...appKeyMutations,
    ...consumeMutations,
    ...eventConsumerMutations,
    ...importMutations,
    ...entitlementMutations,
    ...itemMutations,
    ...notificationMutations,
    ...operatorMutations,
    ...paymentMutations,
    ...persistedOperationMutations,
    ...purchaseMutations,
    ...reconciliationMutations,
    ...refundMutations,
    ...subscriptionActMutations,
    ...subscriptionImportMutations,
    ...refundApprovalMutations,
    ...noteMutations,
    ...refundReviewMutations,
    ...searchMutations,
    ...serverKeyMutations,
    ...storeConnectionMutations,
    ...subscriptionMutations,
    ...unattributedSaleMutations,
    ...userMutations,
    ...userSecretMutations,
    ...userTokenKeyMutations,
    ...webhookMutations,
  },
  Subscription: { ...entitlementSubscriptions, ...eventSubscriptions, ...purchaseSubscriptions },
  Acknowledgement,
  AppKey,
  AppKeySummary,
  AuditEntry,
  BuyerStatistics,
  Consume,
  Entitlement,
  EntitlementDefinition,
  EntitlementGrant,
  EventConsumer,
  Item,
  StoreProduct,
  Node,
  Notification,
  Operator,
  OperatorInvitation,
  OverviewIssue,
  Payment,
  PaymentEvent,
  PaymentStatistics,
  PaymentStatisticsGroup,
  MonthlyRecurringRevenue,
  SubscriptionChurn,
  SubscriptionCounts,
  SubscriptionMovement,
  SubscriptionStatistics,
  SubscriptionTrialConversion,
  PersistedOperation,
  PersonalAccessToken,
  Purchase,
  ReconciliationDay,
  ReconciliationDiscrepancy,
  ReconciliationReport,
  ReconciliationRun,
  RefundEntry,
  RefundApproval,
  Note,
  RefundReview,
  RefundReviewStatistics,
  ServerKey,
  StoreConnection,
  StoreSale,
  StoreSubscription,
  SubscriptionLine,
  UnattributedSale,
  User,
  UserCurrencyTotals,
  UserRefundCurrencyTotals,
  UserSecret,
  UserTokenKey,
  WebhookDeliveryAttempt,
  WebhookTestResult,
  WebhookEndpoint,
}

/** Builds the schema from the SDL files and the resolvers, and enforces `@auth` on each root field and `@listSize` on lists. */
export function createSchema(): GraphQLSchema {
  const schema = makeExecutableSchema({
    typeDefs: readSdl(),
    resolvers,
    updateResolversInPlace: true,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  })
  return traceFields(enforceListSizes(enforceAuth(reportContention(schema))))
}
