import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { isAuthorized } from './api-token.ts'
import {
  APP,
  getCustomerTransactions,
  getTransaction,
  knownTransaction,
  signTransaction,
} from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { parseHistoryQuery, parseRevision } from './history-query.ts'
import type { RawQuery } from './history-query.ts'
import { registerNotificationApi } from './notification-routes.ts'
import { subscriptionStatuses } from './subscription-status.ts'
import { historyPage, refundPage } from './transaction-history.ts'
import type { HistoryPage } from './transaction-history.ts'
import { environmentName } from './transaction-payload.ts'

/** Operation names are those of Apple's own client. */
export const APP_STORE_OPERATIONS = [
  'getTransactionInfo',
  'getTransactionHistory',
  'lookUpOrderId',
  'getRefundHistory',
  'setAppAccountToken',
  'finishTransaction',
  'requestTestNotification',
  'getTestNotificationStatus',
  'getNotificationHistory',
  'getAllSubscriptionStatuses',
  'sendConsumptionData',
  'sendConsumptionInformation',
] as const

type Operation = (typeof APP_STORE_OPERATIONS)[number]
type ById = { Params: { id: string }; Querystring: RawQuery }

const accountTokenBody = z.object({ appAccountToken: z.guid() })

/** The App Store Server API of one environment. */
export function registerAppStoreApi(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (await isAuthorized(request.headers.authorization, ctx.keys.apiKey, APP.bundleId)) return
    return reply.code(401).type('text/plain').send('Unauthenticated')
  })
  scope.setErrorHandler((error, _request, reply) => {
    const known = asAppStoreError(error)
    return reply.code(known.status).send(known.toBody())
  })
  registerReads(scope, ctx, environment)
  registerChanges(scope, ctx, environment)
  registerNotificationApi(scope, ctx, environment)
}

function registerReads(scope: FastifyInstance, ctx: AppStoreContext, environment: StoreEnvironment): void {
  const signedPage = ({ transactions, revision, hasMore }: HistoryPage): object => ({
    revision,
    hasMore,
    signedTransactions: transactions.map((transaction) => signTransaction(ctx, transaction)),
  })

  scope.get<ById>('/inApps/v1/transactions/:id', named('getTransactionInfo'), async ({ params }) => ({
    signedTransactionInfo: signTransaction(ctx, getTransaction(ctx, environment, params.id)),
  }))
  scope.get<ById>('/inApps/v2/history/:id', named('getTransactionHistory'), async ({ params, query }) => ({
    ...signedPage(
      historyPage(getCustomerTransactions(ctx, environment, params.id), parseHistoryQuery(query)),
    ),
    bundleId: APP.bundleId,
    ...(environment === 'PRODUCTION' ? { appAppleId: APP.appAppleId } : {}),
    environment: environmentName(environment),
  }))
  scope.get<ById>('/inApps/v2/refund/lookup/:id', named('getRefundHistory'), async ({ params, query }) =>
    signedPage(
      refundPage(getCustomerTransactions(ctx, environment, params.id), parseRevision(query['revision'])),
    ),
  )
  scope.get<ById>(
    '/inApps/v1/subscriptions/:id',
    named('getAllSubscriptionStatuses'),
    async ({ params, query }) => subscriptionStatuses(ctx, environment, params.id, query),
  )
  scope.get<ById>('/inApps/v1/lookup/:id', named('lookUpOrderId'), async ({ params }) => {
    const transaction = knownTransaction(ctx.ledger.findByOrderId('APP_STORE', environment, params.id))
    if (transaction === undefined) return { status: 1 }
    return { status: 0, signedTransactions: [signTransaction(ctx, transaction)] }
  })
}

function registerChanges(scope: FastifyInstance, ctx: AppStoreContext, environment: StoreEnvironment): void {
  scope.put<ById>(
    '/inApps/v1/transactions/:id/appAccountToken',
    named('setAppAccountToken'),
    async ({ params, body }, reply) => {
      const transaction = getTransaction(ctx, environment, params.id)
      const parsed = accountTokenBody.safeParse(body)
      if (!parsed.success) throw new AppStoreError(4000183)
      ctx.ledger.replace({ ...transaction, accountToken: parsed.data.appAccountToken.toLowerCase() })
      return reply.code(200).send()
    },
  )
  scope.post<ById>(
    '/inApps/v1/transactions/:id/finish',
    named('finishTransaction'),
    async ({ params }, reply) => {
      const transaction = getTransaction(ctx, environment, params.id)
      if (transaction.finishedAt === undefined)
        ctx.ledger.replace({ ...transaction, finishedAt: ctx.clock.now() })
      return reply.code(200).send()
    },
  )
}

function named(operation: Operation): { config: { operation: Operation } } {
  return { config: { operation } }
}

function asAppStoreError(error: unknown): AppStoreError {
  if (error instanceof AppStoreError) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return new AppStoreError(typeof status === 'number' && status < 500 ? 4000000 : 5000000)
}
