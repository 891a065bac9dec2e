import { randomUUID } from 'node:crypto'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { APP, signPayload } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { environmentName } from './transaction-payload.ts'

const MAX_REMEMBERED = 1000

/** The TEST notifications that the developer asked for; the oldest are forgotten. */
export class TestNotifications {
  readonly #signedPayloads = new Map<string, string>()

  request(ctx: AppStoreContext, environment: StoreEnvironment): string {
    const signedDate = ctx.clock.now()
    const token = `${randomUUID()}_${String(signedDate)}`
    this.#signedPayloads.set(token, signPayload(ctx, testNotification(environment, signedDate)))
    for (const oldest of this.#signedPayloads.keys()) {
      if (this.#signedPayloads.size <= MAX_REMEMBERED) break
      this.#signedPayloads.delete(oldest)
    }
    return token
  }

  signedPayload(token: string): string {
    if (!/^[0-9a-f-]{36}_\d{1,15}$/.test(token)) throw new AppStoreError(4000020)
    const signedPayload = this.#signedPayloads.get(token)
    if (signedPayload === undefined) throw new AppStoreError(4040008)
    return signedPayload
  }
}

function testNotification(environment: StoreEnvironment, signedDate: number): object {
  return {
    notificationType: 'TEST',
    notificationUUID: randomUUID(),
    version: '2.0',
    signedDate,
    data: {
      bundleId: APP.bundleId,
      ...(environment === 'PRODUCTION' ? { appAppleId: APP.appAppleId } : {}),
      environment: environmentName(environment),
    },
  }
}
