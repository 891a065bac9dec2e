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
  /** The AppKey of the request path, as received. */
  readonly appKey: string
}

/** `repeated`: it was stored before. `unknown`: the AppKey does not exist, or has no connection to the store. */
export type IntakeResult =
  'accepted' | 'repeated' | 'wrong_recipient' | 'invalid_signature' | 'malformed' | 'unavailable' | 'unknown'

/** Verifies a notification and stores it. A job processes it, after the store got its response. */
export async function receiveNotification(
  services: Services,
  { store, appKey, headers, body }: IncomingNotification,
): Promise<IntakeResult> {
  const appId = decodeId('ak', appKey)
  const app = appId === null ? null : await services.apps.find(appId)
  const adapter = app === null ? null : await services.stores.find(app.appId, store)
  if (app === null || adapter === null) return 'unknown'
  try {
    const verified = await adapter.readNotification({ headers, body })
    if (verified.kind !== 'valid') {
      const { kind, reason } = verified
      services.log.warn({ appId, store, kind, reason }, 'notification rejected')
      return kind
    }
    const ctx = { ...services, app }
    const { stored } = await storeNotification(ctx, {
      store,
      body,
      notification: verified.notification,
      source: 'PUSH',
    })
    return stored ? 'accepted' : 'repeated'
  } catch (error) {
    if (!(error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError)) throw error
    services.log.error({ error, appId, store }, 'notification verification unavailable')
    return 'unavailable'
  }
}

/** Writes a verified notification to the inbox. `stored` is false if it was stored before. */
export async function storeNotification(
  ctx: AppContext,
  entry: {
    readonly store: StoreName
    readonly body: string
    readonly notification: StoreNotification
    readonly source: 'PUSH' | 'BACKFILL'
  },
): Promise<{ readonly stored: boolean; readonly notificationId: string }> {
  const { id, isNew } = await ctx.inboxWriter.write({ appId: ctx.app.appId, ...entry })
  return { stored: isNew, notificationId: id }
}
