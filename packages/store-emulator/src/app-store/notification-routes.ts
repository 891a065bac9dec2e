import type { FastifyInstance } from 'fastify'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { saveConsumptionInfo } from './consumption-info.ts'
import type { consumptionInfoSchemas } from './consumption-info.ts'
import type { RawQuery } from './history-query.ts'
import { listNotificationHistory } from './notification-history.ts'
import { TestNotifications } from './test-notifications.ts'

type TransactionIdRoute = { Params: { id: string }; Querystring: RawQuery }

/** The part of the App Store Server API that is about notifications, and the answer to one of them. */
export function registerNotificationApi(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  const testNotifications = new TestNotifications()
  scope.post('/inApps/v1/notifications/test', operationConfig('requestTestNotification'), async () => ({
    testNotificationToken: testNotifications.request(ctx, environment),
  }))
  scope.get<TransactionIdRoute>(
    '/inApps/v1/notifications/test/:id',
    operationConfig('getTestNotificationStatus'),
    async ({ params }) => testNotifications.status(params.id),
  )
  scope.post<TransactionIdRoute>(
    '/inApps/v1/notifications/history',
    operationConfig('getNotificationHistory'),
    async ({ body, query }) => listNotificationHistory(ctx, environment, body, query['paginationToken']),
  )
  const consumption = (version: keyof typeof consumptionInfoSchemas, operation: string): void => {
    scope.put<TransactionIdRoute>(
      `/inApps/v${String(version)}/transactions/consumption/:id`,
      operationConfig(operation),
      async ({ params, body }, reply) => {
        saveConsumptionInfo(ctx, environment, params.id, { version, body })
        return reply.code(202).send()
      },
    )
  }
  consumption(1, 'sendConsumptionData')
  consumption(2, 'sendConsumptionInformation')
}

function operationConfig(operation: string): { config: { operation: string } } {
  return { config: { operation } }
}
