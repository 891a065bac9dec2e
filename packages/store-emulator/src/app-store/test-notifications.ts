import { randomUUID } from 'node:crypto'
import type { NotificationDelivery } from '../notifications/delivery-log.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { toSendAttempts, signedPayloadOf } from './notification-history.ts'
import { signNotification, createTestNotification } from './server-notifications.ts'

const maxTestNotifications = 1000

type TestNotification = { signedPayload: string; delivery: NotificationDelivery | undefined }

/** The most recent TEST notifications that the developer requested. Without a target they are not sent. */
export type TestNotifications = {
  /** Returns the token by which the status is queried. */
  request: () => string
  status: (token: string) => object
}

export function createTestNotifications(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): TestNotifications {
  const notifications = new Map<string, TestNotification>()
  return {
    request: () => {
      const notification = createTestNotification(ctx, environment)
      const delivery = ctx.notificationQueue.enqueue('APP_STORE', notification)
      const signedPayload =
        delivery === undefined
          ? signNotification(ctx, notification.content, undefined)
          : signedPayloadOf(delivery)
      const token = `${randomUUID()}_${String(ctx.clock.now())}`
      notifications.set(token, { signedPayload, delivery })
      for (const oldestToken of notifications.keys()) {
        if (notifications.size <= maxTestNotifications) break
        notifications.delete(oldestToken)
      }
      return token
    },
    status: (token) => {
      if (!/^[0-9a-f-]{36}_\d{1,15}$/.test(token)) throw new AppStoreError(4000020)
      const notification = notifications.get(token)
      if (notification === undefined) throw new AppStoreError(4040008)
      const { signedPayload, delivery } = notification
      return { signedPayload, sendAttempts: delivery === undefined ? [] : toSendAttempts(delivery) }
    },
  }
}
