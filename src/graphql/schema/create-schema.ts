import { makeExecutableSchema } from '@graphql-tools/schema'
import { readdirSync, readFileSync } from 'node:fs'
import type { GraphQLSchema } from 'graphql'
import { AppKey, appKeyMutations, appKeyQueries, ServerKey } from '../resolvers/app-key.ts'
import { AuditEntry, auditQueries } from '../resolvers/audit.ts'
import { enforceAuth } from './auth-directive.ts'
import { Consume, consumeMutations } from '../resolvers/consume.ts'
import { EventConsumer, eventConsumerMutations, eventConsumerQueries } from '../resolvers/event-consumer.ts'
import { eventQueries, eventSubscriptions, PaymentEvent } from '../resolvers/event.ts'
import type { Resolvers } from '../generated/types.ts'
import { Item, itemMutations, itemQueries } from '../resolvers/item.ts'
import { Node, nodeQueries } from '../resolvers/node.ts'
import { Notification, notificationMutations, notificationQueries } from '../resolvers/notification.ts'
import { Payment, paymentMutations, paymentQueries, Acknowledgement } from '../resolvers/payment.ts'
import { Purchase, purchaseMutations, purchaseQueries, purchaseSubscriptions } from '../resolvers/purchase.ts'
import {
  ReconciliationDiscrepancy,
  reconciliationMutations,
  reconciliationQueries,
  ReconciliationReport,
} from '../resolvers/reconciliation.ts'
import { RefundEntry, refundMutations } from '../resolvers/refund.ts'
import { scalars } from './scalars.ts'
import { StoreConnection, storeConnectionMutations } from '../resolvers/store-connection.ts'
import { User, userMutations } from '../resolvers/user.ts'
import {
  WebhookDeliveryAttempt,
  WebhookEndpoint,
  webhookMutations,
  webhookQueries,
} from '../resolvers/webhook.ts'

const sdlFolder = new URL('../../../schema/', import.meta.url)

const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...appKeyQueries,
    ...auditQueries,
    ...eventConsumerQueries,
    ...eventQueries,
    ...itemQueries,
    ...nodeQueries,
    ...notificationQueries,
    ...paymentQueries,
    ...purchaseQueries,
    ...reconciliationQueries,
    ...webhookQueries,
  },
  Mutation: {
    ...appKeyMutations,
    ...consumeMutations,
    ...eventConsumerMutations,
    ...itemMutations,
    ...notificationMutations,
    ...paymentMutations,
    ...purchaseMutations,
    ...reconciliationMutations,
    ...refundMutations,
    ...storeConnectionMutations,
    ...userMutations,
    ...webhookMutations,
  },
  Subscription: { ...eventSubscriptions, ...purchaseSubscriptions },
  AppKey,
  AuditEntry,
  Consume,
  EventConsumer,
  Item,
  Node,
  Notification,
  Payment,
  PaymentEvent,
  Purchase,
  ReconciliationDiscrepancy,
  ReconciliationReport,
  RefundEntry,
  ServerKey,
  Acknowledgement,
  StoreConnection,
  User,
  WebhookDeliveryAttempt,
  WebhookEndpoint,
}

/** The SDL of `schema/` with its resolvers, each root field behind its `@auth`. */
export function createSchema(): GraphQLSchema {
  const typeDefs = readdirSync(sdlFolder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => readFileSync(new URL(file, sdlFolder), 'utf8'))
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  })
  return enforceAuth(schema)
}
