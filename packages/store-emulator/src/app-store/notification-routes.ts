import type { FastifyInstance } from 'fastify'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { takeConsumption } from './consumption.ts'
import type { CONSUMPTION_VERSIONS } from './consumption.ts'
import type { RawQuery } from './history-query.ts'
import { notificationHistory } from './notification-history.ts'
import { TestNotifications } from './test-notifications.ts'

type ById = { Params: { id: string }; Querystring: RawQuery }

/** The part of the App Store Server API that is about notifications, and the answer to one of them. */
export function registerNotificationApi(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  const tests = new TestNotifications()
  scope.post('/inApps/v1/notifications/test', named('requestTestNotification'), async () => ({
    testNotificationToken: tests.request(ctx, environment),
  }))
  scope.get<ById>(
    '/inApps/v1/notifications/test/:id',
    named('getTestNotificationStatus'),
    async ({ params }) => tests.status(params.id),
  )
  scope.post<ById>(
    '/inApps/v1/notifications/history',
    named('getNotificationHistory'),
    async ({ body, query }) => notificationHistory(ctx, environment, body, query['paginationToken']),
  )
  const consumption = (version: keyof typeof CONSUMPTION_VERSIONS, operation: string): void => {
    scope.put<ById>(
      `/inApps/v${String(version)}/transactions/consumption/:id`,
      named(operation),
      async ({ params, body }, reply) => {
        takeConsumption(ctx, environment, params.id, { version, body })
        return reply.code(202).send()
      },
    )
  }
  consumption(1, 'sendConsumptionData')
  consumption(2, 'sendConsumptionInformation')
}

function named(operation: string): { config: { operation: string } } {
  return { config: { operation } }
}
