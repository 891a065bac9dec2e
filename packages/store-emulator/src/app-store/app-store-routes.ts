import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { operationConfig } from '../operation-config.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { isValidApiToken } from './is-valid-api-token.ts'
import {
  appStoreApp,
  getCustomerTransactions,
  getTransaction,
  toKnownTransaction,
  signTransaction,
} from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { parseHistoryQuery, parseRevision } from './history-query.ts'
import type { RawQuery } from './history-query.ts'
import { registerNotificationApi } from './notification-routes.ts'
import { listSubscriptionStatuses } from './subscription-status.ts'
import { findPeriodTransaction } from './subscriptions/period-transaction.ts'
import {
  finishPeriod,
  registerExtension,
  setSubscriptionAccountToken,
} from './subscriptions/subscription-calls.ts'
import { createHistoryPage, createRefundPage } from './transaction-history.ts'
import type { HistoryPage } from './transaction-history.ts'
import { toEnvironmentName } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

/** The operation names of Apple's client library. */
export const appStoreOperations = [
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
  'extendSubscriptionRenewalDate',
  'sendConsumptionData',
  'sendConsumptionInformation',
] as const

type TransactionIdRoute = { Params: { id: string }; Querystring: RawQuery }

const accountTokenBody = z.object({ appAccountToken: z.guid() })

/** The App Store Server API of one environment. */
export function registerAppStoreApi(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (await isValidApiToken(request.headers.authorization, ctx.keys.apiKey)) return
    return reply.code(401).type('text/plain').send('Unauthenticated')
  })
  scope.setErrorHandler((error, _request, reply) => {
    const appStoreError = toAppStoreError(error)
    return reply.code(appStoreError.status).send(appStoreError.toBody())
  })
  registerQueries(scope, ctx, environment)
  registerMutations(scope, ctx, environment)
  registerExtension(scope, ctx, environment)
  registerNotificationApi(scope, ctx, environment)
}

function registerQueries(scope: FastifyInstance, ctx: AppStoreContext, environment: StoreEnvironment): void {
  scope.get<TransactionIdRoute>(
    '/inApps/v1/transactions/:id',
    operationConfig('getTransactionInfo'),
    async ({ params }) => {
      const transaction = { ...getTransaction(ctx, environment, params.id), shownTransactionId: params.id }
      return { signedTransactionInfo: signTransaction(ctx, transaction) }
    },
  )
  scope.get<TransactionIdRoute>(
    '/inApps/v2/history/:id',
    operationConfig('getTransactionHistory'),
    async ({ params, query }) => ({
      ...toSignedPage(
        ctx,
        createHistoryPage(getCustomerTransactions(ctx, environment, params.id), parseHistoryQuery(query)),
      ),
      bundleId: appStoreApp.bundleId,
      ...(environment === 'PRODUCTION' ? { appAppleId: appStoreApp.appAppleId } : {}),
      environment: toEnvironmentName(environment),
    }),
  )
  scope.get<TransactionIdRoute>(
    '/inApps/v2/refund/lookup/:id',
    operationConfig('getRefundHistory'),
    async ({ params, query }) =>
      toSignedPage(
        ctx,
        createRefundPage(
          getCustomerTransactions(ctx, environment, params.id),
          parseRevision(query['revision']),
        ),
      ),
  )
  scope.get<TransactionIdRoute>(
    '/inApps/v1/subscriptions/:id',
    operationConfig('getAllSubscriptionStatuses'),
    async ({ params, query }) => listSubscriptionStatuses(ctx, environment, params.id, query),
  )
  scope.get<TransactionIdRoute>(
    '/inApps/v1/lookup/:id',
    operationConfig('lookUpOrderId'),
    async ({ params }) => {
      const transaction = findByOrder(ctx, environment, params.id)
      if (transaction === undefined) return { status: 1 }
      return { status: 0, signedTransactions: [signTransaction(ctx, transaction)] }
    },
  )
}

function findByOrder(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  orderId: string,
): Transaction | undefined {
  return (
    findPeriodTransaction(ctx, environment, orderId) ??
    toKnownTransaction(ctx.purchases.findByOrderId('APP_STORE', environment, orderId))
  )
}

function registerMutations(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  scope.put<TransactionIdRoute>(
    '/inApps/v1/transactions/:id/appAccountToken',
    operationConfig('setAppAccountToken'),
    async ({ params, body }, reply) => {
      const transaction = getTransaction(ctx, environment, params.id)
      const parsed = accountTokenBody.safeParse(body)
      if (!parsed.success) throw new AppStoreError(4000183)
      const accountToken = parsed.data.appAccountToken.toLowerCase()
      if (transaction.subscription === undefined) ctx.purchases.replace({ ...transaction, accountToken })
      else setSubscriptionAccountToken(ctx, transaction, accountToken)
      return reply.code(200).send()
    },
  )
  scope.post<TransactionIdRoute>(
    '/inApps/v1/transactions/:id/finish',
    operationConfig('finishTransaction'),
    async ({ params }, reply) => {
      const transaction = getTransaction(ctx, environment, params.id)
      if (transaction.subscription !== undefined) finishPeriod(ctx, transaction)
      else if (transaction.finishedAt === undefined)
        ctx.purchases.replace({ ...transaction, finishedAt: ctx.clock.now() })
      return reply.code(200).send()
    },
  )
}

function toSignedPage(ctx: AppStoreContext, page: HistoryPage): object {
  const { transactions, revision, hasMore } = page
  return {
    revision,
    hasMore,
    signedTransactions: transactions.map((transaction) => signTransaction(ctx, transaction)),
  }
}

function toAppStoreError(error: unknown): AppStoreError {
  if (error instanceof AppStoreError) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return new AppStoreError(typeof status === 'number' && status < 500 ? 4000000 : 5000000)
}
