import { randomUUID } from 'node:crypto'
import type { NotificationDelivery } from '../notifications/notification-queue.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { toSendAttempts, signedPayloadOf } from './notification-history.ts'
import { signNotification, createTestNotification } from './server-notifications.ts'

const maxTestNotifications = 1000

type TestNotification = { signedPayload: string; delivery: NotificationDelivery | undefined }

/** The TEST notifications that the developer asked for; the oldest are forgotten. Without a target none is sent. */
export class TestNotifications {
  readonly #notifications = new Map<string, TestNotification>()

  request(ctx: AppStoreContext, environment: StoreEnvironment): string {
    const message = createTestNotification(ctx, environment)
    const delivery = ctx.notificationQueue.enqueue('APP_STORE', message)
    const signedPayload =
      delivery === undefined ? signNotification(ctx, message.content, undefined) : signedPayloadOf(delivery)
    const token = `${randomUUID()}_${String(ctx.clock.now())}`
    this.#notifications.set(token, { signedPayload, delivery })
    for (const oldest of this.#notifications.keys()) {
      if (this.#notifications.size <= maxTestNotifications) break
      this.#notifications.delete(oldest)
    }
    return token
  }

  status(token: string): object {
    if (!/^[0-9a-f-]{36}_\d{1,15}$/.test(token)) throw new AppStoreError(4000020)
    const notification = this.#notifications.get(token)
    if (notification === undefined) throw new AppStoreError(4040008)
    const { signedPayload, delivery } = notification
    return { signedPayload, sendAttempts: delivery === undefined ? [] : toSendAttempts(delivery) }
  }
}
