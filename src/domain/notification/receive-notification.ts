import { decodeId } from '../../platform/ids.ts'
import {
  StoreMisconfiguredError,
  StoreUnavailableError,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { NotificationRequest, StoreNotification } from '../../stores/contract/notification.ts'
import type { AppContext, Services } from '../context.ts'

export type IncomingNotification = NotificationRequest & {
  readonly store: StoreName
  /** As the path names it. */
  readonly appKey: string
}

/** `repeated`: it was here before. `unknown`: no such AppKey, or it has no connection to the store. */
export type IntakeResult =
  'accepted' | 'repeated' | 'wrong_recipient' | 'invalid_signature' | 'malformed' | 'unavailable' | 'unknown'

/** Checks who sent a message and keeps it; what follows from it is a job's to do, after the store has its answer. */
export async function receiveNotification(
  services: Services,
  { store, appKey, headers, body }: IncomingNotification,
): Promise<IntakeResult> {
  const appId = decodeId('ak', appKey)
  const app = appId === null ? null : await services.apps.find(appId)
  const adapter = app === null ? null : await services.stores.find(app.appId, store)
  if (app === null || adapter === null) return 'unknown'
  try {
    const read = await adapter.readNotification({ headers, body })
    if (read.kind !== 'valid') {
      services.log.warn({ appId, store, kind: read.kind, reason: read.reason }, 'notification rejected')
      return read.kind
    }
    const ctx = { ...services, app }
    const { stored } = await storeNotification(ctx, {
      store,
      body,
      notification: read.notification,
      source: 'PUSH',
    })
    return stored ? 'accepted' : 'repeated'
  } catch (error) {
    if (!(error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError)) throw error
    services.log.error({ error, appId, store }, 'notification verification unavailable')
    return 'unavailable'
  }
}

/** Puts an authentic message into the inbox. `stored` is false if it was there before. */
export async function storeNotification(
  ctx: AppContext,
  message: {
    readonly store: StoreName
    readonly body: string
    readonly notification: StoreNotification
    readonly source: 'PUSH' | 'BACKFILL'
  },
): Promise<{ readonly stored: boolean; readonly notificationId: string }> {
  const { id, fresh } = await ctx.inboxWriter.write({ appId: ctx.app.appId, ...message })
  return { stored: fresh, notificationId: id }
}
