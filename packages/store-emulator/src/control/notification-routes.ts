import type { z } from 'zod'
import { EmulatorError, invalidInput } from '../emulator-error.ts'
import type { NotificationDelivery } from '../notifications/delivery-log.ts'
import type { StoreNotification } from '../notifications/notification.ts'
import type { StoreName } from '../purchases/purchase.ts'
import { isOpen } from '../purchases/refund-review.ts'
import { getPurchase, getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { purchaseParams } from './control-schemas.ts'
import {
  conflictResponse,
  emptyResponse,
  invalidInputResponse,
  jsonResponse,
  notFoundResponse,
} from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import {
  notificationPageQuery,
  notificationPageSchema,
  notificationParams,
  notificationSchema,
  sendTestBody,
  setTargetBody,
} from './notification-schemas.ts'
import { formatPageCursor, parsePageCursor } from './page-query.ts'

const queuedResponse = jsonResponse('The notification was queued.', notificationSchema)

/** The control API for the notifications that the stores send. */
export function registerNotificationRoutes(scope: ControlScope, ctx: ControlContext): void {
  registerTargetRoute(scope, ctx)
  registerListRoute(scope, ctx)
  registerTestRoute(scope, ctx)
  registerResendRoute(scope, ctx)
  registerRefundReviewRoute(scope, ctx)
}

function registerTargetRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.put(
    '/notifications',
    {
      schema: {
        operationId: 'setNotificationTarget',
        summary: 'Sets the URL to which a store sends its notifications. Without a target it sends none.',
        body: setTargetBody,
        response: { 204: emptyResponse('The target was set or removed.'), ...invalidInputResponse },
      },
    },
    async ({ body: { url, ...rest } }, reply) => {
      if (getStore(ctx, rest.store).notifications === undefined) {
        throw invalidInput(`${rest.store} does not send notifications`, 'store')
      }
      if (url === null) ctx.notificationQueue.removeTarget(rest.store)
      else ctx.notificationQueue.setTarget({ ...rest, url })
      return reply.code(204).send()
    },
  )
}

function registerListRoute(scope: ControlScope, { notificationQueue }: ControlContext): void {
  scope.get(
    '/notifications',
    {
      schema: {
        operationId: 'listNotifications',
        summary:
          'Lists the targets and the most recent notifications (10,000 by default) with their attempts, newest first.',
        querystring: notificationPageQuery,
        response: { 200: jsonResponse('One page.', notificationPageSchema), ...invalidInputResponse },
      },
    },
    async ({ query: { first, after, store, state } }) => {
      const before = parsePageCursor(after)
      const matching = notificationQueue
        .list()
        .filter(
          (delivery) =>
            delivery.sequence < before &&
            (store === undefined || delivery.store === store) &&
            (state === undefined || delivery.state === state),
        )
      const page = matching.slice(0, first)
      return {
        targets: notificationQueue.targets(),
        notifications: page.map(toNotificationView),
        hasMore: matching.length > page.length,
        endCursor: formatPageCursor(page.at(-1)),
      }
    },
  )
}

function registerTestRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/notifications',
    {
      schema: {
        operationId: 'sendTestNotification',
        summary: "Sends the store's test notification to its target.",
        body: sendTestBody,
        response: { 201: queuedResponse, ...invalidInputResponse, ...conflictResponse },
      },
    },
    async ({ body: { store, environment } }, reply) => {
      const notification = getStore(ctx, store).notifications?.createTestNotification?.(environment)
      if (notification === undefined) throw invalidInput(`${store} has no test notification`, 'store')
      return reply.code(201).send(enqueueNotification(ctx, store, notification))
    },
  )
}

function registerResendRoute(scope: ControlScope, { notificationQueue }: ControlContext): void {
  scope.post(
    '/notifications/:id/resend',
    {
      schema: {
        operationId: 'resendNotification',
        summary: 'Sends a notification once more, unchanged; its retries continue.',
        params: notificationParams,
        response: { 202: queuedResponse, ...invalidInputResponse, ...notFoundResponse },
      },
    },
    async ({ params: { id } }, reply) => {
      const delivery = notificationQueue.get(id)
      if (delivery === undefined) {
        throw new EmulatorError(404, 'NOTIFICATION_NOT_FOUND', `notification ${id} does not exist`)
      }
      notificationQueue.resend(delivery)
      return reply.code(202).send(toNotificationView(delivery))
    },
  )
}

function registerRefundReviewRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/purchases/:id/refund-review',
    {
      schema: {
        operationId: 'requestRefundReview',
        summary:
          "The store asks the server for evidence: about a customer's request for a refund (App Store: CONSUMPTION_REQUEST) or a chargeback (Google Play: pendingRefundReviewNotification). It decides at the end of the time for an answer, 12 or 24 hours later.",
        params: purchaseParams,
        response: {
          201: queuedResponse,
          ...invalidInputResponse,
          ...notFoundResponse,
          ...conflictResponse,
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const purchase = getPurchase(ctx, id)
      const { store, state } = purchase
      const request = ctx.storeOf(purchase).notifications?.createRefundReview?.(purchase)
      if (request === undefined) {
        const message = `${store} does not review the refund of a ${state} purchase`
        throw new EmulatorError(409, 'INVALID_STATE', message)
      }
      if (isOpen(purchase.refundReview)) {
        throw new EmulatorError(409, 'INVALID_STATE', 'the refund of the purchase is under review already')
      }
      const notification = enqueueNotification(ctx, store, request.notification)
      ctx.purchases.replace({ ...purchase, refundReview: request.review })
      return reply.code(201).send(notification)
    },
  )
}

type NotificationView = z.infer<typeof notificationSchema>

function enqueueNotification(
  { notificationQueue }: ControlContext,
  store: StoreName,
  notification: StoreNotification,
): NotificationView {
  const delivery = notificationQueue.enqueue(store, notification)
  if (delivery !== undefined) return toNotificationView(delivery)
  const message = `${store} has no notification target; PUT /control/notifications sets one`
  throw new EmulatorError(409, 'NO_TARGET', message)
}

function toNotificationView(delivery: NotificationDelivery): NotificationView {
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
