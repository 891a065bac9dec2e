import type { z } from 'zod'
import { EmulatorError, invalidInput } from '../emulator-error.ts'
import type { StoreNotification } from '../notifications/notification.ts'
import type { NotificationDelivery } from '../notifications/notification-queue.ts'
import type { StoreName } from '../purchases/purchase.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { defineControlRoute } from './control-route.ts'
import type { ControlRoute } from './control-route.ts'
import { purchaseParams } from './control-schemas.ts'
import {
  notificationPageQuery,
  notificationPageSchema,
  notificationParams,
  notificationSchema,
  sendTestBody,
  setTargetBody,
} from './notification-schemas.ts'
import { getPurchase } from './purchase-routes.ts'

/** The control API of what the stores send out. */
export function notificationRoutes(ctx: ControlContext): ControlRoute[] {
  return [setTargetRoute(ctx), listRoute(ctx), ...sendRoutes(ctx), consumptionRoute(ctx)]
}

function setTargetRoute(ctx: ControlContext): ControlRoute {
  return defineControlRoute({
    operationId: 'setNotificationTarget',
    method: 'PUT',
    path: '/control/notifications',
    summary: 'Registers where a store sends its notifications. Without a target it sends none.',
    body: setTargetBody,
    success: { status: 204, description: 'Registered.' },
    handle: ({ body: { url, ...rest } }) => {
      if (getStore(ctx, rest.store).notifications === undefined) {
        throw invalidInput(`${rest.store} sends no notifications`, 'store')
      }
      if (url === null) ctx.notificationQueue.removeTarget(rest.store)
      else ctx.notificationQueue.setTarget({ ...rest, url })
    },
  })
}

function listRoute({ notificationQueue }: ControlContext): ControlRoute {
  return defineControlRoute({
    operationId: 'listNotifications',
    method: 'GET',
    path: '/control/notifications',
    summary: 'The targets, and the last notifications (10,000 unless set) with their attempts, newest first.',
    query: notificationPageQuery,
    success: { status: 200, description: 'One page.', schema: notificationPageSchema },
    handle: ({ query: { first, after, store, state } }) => {
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after.slice(1))
      const rest = notificationQueue
        .list()
        .filter(
          (delivery) =>
            delivery.sequence < before &&
            (store === undefined || delivery.store === store) &&
            (state === undefined || delivery.state === state),
        )
      const page = rest.slice(0, first)
      const last = page.at(-1)
      return {
        targets: notificationQueue.targets,
        notifications: page.map(toNotificationView),
        hasMore: rest.length > page.length,
        endCursor: last === undefined ? null : `c${String(last.sequence)}`,
      }
    },
  })
}

function sendRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    defineControlRoute({
      operationId: 'sendTestNotification',
      method: 'POST',
      path: '/control/notifications',
      summary: "Sends the store's test notification to its target.",
      body: sendTestBody,
      success: { status: 201, description: 'On its way.', schema: notificationSchema },
      errors: [409],
      handle: ({ body: { store, environment } }) => {
        const message = getStore(ctx, store).notifications?.createTestNotification?.(environment)
        if (message === undefined) throw invalidInput(`${store} has no test notification`, 'store')
        return enqueueNotification(ctx, store, message)
      },
    }),
    defineControlRoute({
      operationId: 'resendNotification',
      method: 'POST',
      path: '/control/notifications/{id}/resend',
      summary: 'Sends a notification once more, as it was; its retries go on.',
      params: notificationParams,
      success: { status: 202, description: 'On its way.', schema: notificationSchema },
      errors: [404],
      handle: ({ params: { id } }) => {
        const delivery = ctx.notificationQueue.get(id)
        if (delivery === undefined)
          throw new EmulatorError(404, 'NOTIFICATION_NOT_FOUND', `no notification ${id}`)
        ctx.notificationQueue.resend(delivery)
        return toNotificationView(delivery)
      },
    }),
  ]
}

function consumptionRoute(ctx: ControlContext): ControlRoute {
  return defineControlRoute({
    operationId: 'requestConsumption',
    method: 'POST',
    path: '/control/purchases/{id}/request-consumption',
    summary: 'A customer asks the App Store for a refund, and it asks the server: CONSUMPTION_REQUEST.',
    params: purchaseParams,
    success: { status: 201, description: 'On its way.', schema: notificationSchema },
    errors: [404, 409],
    handle: ({ params: { id } }) => {
      const purchase = getPurchase(ctx, id)
      const message = ctx.storeOf(purchase).notifications?.createConsumptionRequest?.(purchase)
      if (message === undefined) {
        const errorMessage = `a ${purchase.state} purchase in ${purchase.store} brings no such request`
        throw new EmulatorError(409, 'INVALID_STATE', errorMessage)
      }
      return enqueueNotification(ctx, purchase.store, message)
    },
  })
}

function enqueueNotification(
  { notificationQueue }: ControlContext,
  store: StoreName,
  message: StoreNotification,
): object {
  const delivery = notificationQueue.enqueue(store, message)
  if (delivery !== undefined) return toNotificationView(delivery)
  throw new EmulatorError(409, 'NO_TARGET', `${store} has no target: PUT /control/notifications`)
}

function toNotificationView(delivery: NotificationDelivery): z.infer<typeof notificationSchema> {
  const { id, store, environment, type, url, state, createdAt, attemptCount, attempts } = delivery
  return {
    id,
    store,
    environment,
    type,
    purchaseId: delivery.purchaseId ?? null,
    url,
    state,
    createdAt,
    nextAttemptAt: delivery.nextAttemptAt ?? null,
    attemptCount,
    attempts,
    fault: delivery.effect ?? null,
    body: delivery.encoded.body,
  }
}
