import type { FastifyInstance } from 'fastify'
import { operationConfig } from '../operation-config.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { saveConsumptionInfo } from './consumption-info.ts'
import type { consumptionInfoSchemas } from './consumption-info.ts'
import type { RawQuery } from './history-query.ts'
import { listNotificationHistory } from './notification-history.ts'
import { createTestNotifications } from './test-notifications.ts'

type TransactionIdRoute = { Params: { id: string }; Querystring: RawQuery }

/** The part of the App Store Server API for notifications, including the response to a CONSUMPTION_REQUEST. */
export function registerNotificationApi(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  const testNotifications = createTestNotifications(ctx, environment)
  scope.post('/inApps/v1/notifications/test', operationConfig('requestTestNotification'), async () => ({
    testNotificationToken: testNotifications.request(),
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
  const registerConsumptionInfo = (version: keyof typeof consumptionInfoSchemas, operation: string): void => {
    scope.put<TransactionIdRoute>(
      `/inApps/v${String(version)}/transactions/consumption/:id`,
      operationConfig(operation),
      async ({ params, body }, reply) => {
        saveConsumptionInfo(ctx, environment, params.id, { version, body })
        return reply.code(202).send()
      },
    )
  }
  registerConsumptionInfo(1, 'sendConsumptionData')
  registerConsumptionInfo(2, 'sendConsumptionInformation')
}
