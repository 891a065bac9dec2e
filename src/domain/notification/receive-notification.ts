import { decodeId } from '../../platform/ids.ts'
import {
  StoreMisconfiguredError,
  StoreUnavailableError,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { NotificationRequest, StoreNotification } from '../../stores/contract/notification.ts'
import type { AppContext, Services } from '../context.ts'
import { countFailedNotification, isNotificationRefused } from '../rate-limit/failed-notification-limit.ts'

export type IncomingNotification = NotificationRequest & {
  readonly store: StoreName
  /** The AppKey of the request path, as received. */
  readonly appKey: string
  /** The IP address of the sender. */
  readonly address: string
}

/**
 * `repeated`: it was stored before. `unknown`: the AppKey does not exist, or has no connection to the store. `rate_limited`: it was not
 * read, because its sender has sent too many forged ones.
 */
export type IntakeResult =
  | 'accepted'
  | 'repeated'
  | 'wrong_recipient'
  | 'invalid_signature'
  | 'malformed'
  | 'unavailable'
  | 'unknown'
  | 'rate_limited'

const forgedResults: readonly IntakeResult[] = ['invalid_signature', 'malformed', 'unknown']
const genuineResults: readonly IntakeResult[] = ['accepted', 'repeated']

/** Verifies a notification and stores it. A job processes it, after the store got its response. */
export async function receiveNotification(
  services: Services,
  notification: IncomingNotification,
): Promise<IntakeResult> {
  const { address } = notification
  if (await isNotificationRefused(services, address)) return 'rate_limited'
  const result = await verifyAndStore(services, notification)
  if (genuineResults.includes(result)) services.notificationSenders.remember(address)
  if (forgedResults.includes(result)) await countFailedNotification(services, address)
  return result
}

async function verifyAndStore(
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
