import { makeExecutableSchema } from '@graphql-tools/schema'
import { readdirSync, readFileSync } from 'node:fs'
import type { GraphQLSchema } from 'graphql'
import { AppKey, appKeyMutations, appKeyQueries, ServerKey } from './app-key.ts'
import { AuditEntry, auditQueries } from './audit.ts'
import { enforceAuth } from './auth-directive.ts'
import { Consume, consumeMutations } from './consume.ts'
import { EventConsumer, consumerMutations, consumerQueries } from './consumer.ts'
import { eventQueries, eventSubscriptions, PaymentEvent } from './event.ts'
import type { Resolvers } from './generated/types.ts'
import { Item, itemMutations, itemQueries } from './item.ts'
import { Node, nodeQueries } from './node.ts'
import { Notification, notificationMutations, notificationQueries } from './notification.ts'
import { Payment, paymentMutations, paymentQueries, Acknowledgement } from './payment.ts'
import { Purchase, purchaseMutations, purchaseQueries, purchaseSubscriptions } from './purchase.ts'
import {
  ReconciliationDiscrepancy,
  reconciliationMutations,
  reconciliationQueries,
  ReconciliationReport,
} from './reconciliation.ts'
import { RefundEntry, refundMutations } from './refund.ts'
import { scalars } from './scalars.ts'
import { StoreConnection, storeMutations } from './store.ts'
import { User, userMutations } from './user.ts'
import { WebhookDeliveryAttempt, WebhookEndpoint, webhookMutations, webhookQueries } from './webhook.ts'

const folder = new URL('../../schema/', import.meta.url)

const resolvers: Resolvers = {
  ...scalars,
  Query: {
    ...appKeyQueries,
    ...auditQueries,
    ...consumerQueries,
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
    ...consumerMutations,
    ...itemMutations,
    ...notificationMutations,
    ...paymentMutations,
    ...purchaseMutations,
    ...reconciliationMutations,
    ...refundMutations,
    ...storeMutations,
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
  const typeDefs = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
  })
  return enforceAuth(schema)
}
