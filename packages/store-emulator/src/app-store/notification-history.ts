import { z } from 'zod'
import { dayMs } from '../durations.ts'
import type { NotificationDelivery } from '../notifications/delivery-log.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreErrorCode } from './app-store-error.ts'
import { formatRevision } from './history-query.ts'

const pageSize = 20
const historyWindowMs = { PRODUCTION: 180 * dayMs, SANDBOX: 30 * dayMs }

const bodySchema = z.object({
  startDate: z.int().nonnegative(),
  endDate: z.int().nonnegative(),
  notificationType: z.string().optional(),
  notificationSubtype: z.string().optional(),
  transactionId: z.string().optional(),
  onlyFailures: z.boolean().optional(),
})
type HistoryRequest = z.infer<typeof bodySchema>

const errorCodeByField: Record<string, AppStoreErrorCode> = {
  startDate: 4000015,
  endDate: 4000016,
  notificationType: 4000018,
}

const signedPayloadSchema = z.object({ signedPayload: z.string() })

/** One page of the notifications that were sent, oldest first; `paginationToken` continues after the previous page. */
export function listNotificationHistory(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  body: unknown,
  paginationToken: string | string[] | undefined,
): object {
  const request = parseRequest(body, ctx.clock.now(), environment)
  const after = parsePaginationToken(paginationToken)
  const matching = ctx.notificationQueue
    .list()
    .reverse()
    .filter((delivery) => delivery.store === 'APP_STORE' && delivery.environment === environment)
    .filter((delivery) => delivery.sequence > after && matches(ctx, delivery, request))
  const page = matching.slice(0, pageSize)
  const hasMore = matching.length > page.length
  const last = page.at(-1)
  return {
    ...(hasMore && last !== undefined ? { paginationToken: formatRevision(last.sequence) } : {}),
    hasMore,
    notificationHistory: page.map((delivery) => ({
      signedPayload: signedPayloadOf(delivery),
      sendAttempts: toSendAttempts(delivery),
    })),
  }
}

export function signedPayloadOf({ encoded }: NotificationDelivery): string {
  return signedPayloadSchema.parse(JSON.parse(encoded.body)).signedPayload
}

export function toSendAttempts({ attempts }: NotificationDelivery): object[] {
  return attempts.map(({ at, result }) => ({ attemptDate: at, sendAttemptResult: result }))
}

function parseRequest(body: unknown, now: number, environment: StoreEnvironment): HistoryRequest {
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success)
    throw new AppStoreError(errorCodeByField[String(parsed.error.issues[0]?.path[0])] ?? 4000000)
  const { startDate, endDate, notificationType, transactionId } = parsed.data
  if (startDate >= endDate) throw new AppStoreError(4000013)
  if (startDate < now - historyWindowMs[environment]) throw new AppStoreError(4000012)
  if (notificationType !== undefined && transactionId !== undefined) throw new AppStoreError(4000019)
  return parsed.data
}

function matches(
  { purchases }: AppStoreContext,
  delivery: NotificationDelivery,
  request: HistoryRequest,
): boolean {
  const { startDate, endDate, notificationType, transactionId, onlyFailures } = request
  const purchase = delivery.purchaseId === undefined ? undefined : purchases.get(delivery.purchaseId)
  return (
    delivery.createdAt >= startDate &&
    delivery.createdAt < endDate &&
    (notificationType === undefined || delivery.type === notificationType) &&
    (transactionId === undefined || purchase?.transactionId === transactionId) &&
    (onlyFailures !== true || delivery.state !== 'DELIVERED')
  )
}

function parsePaginationToken(token: string | string[] | undefined): number {
  if (token === undefined || token === '') return -1
  const sequence = /^revision:(\d{1,15})$/.exec(Buffer.from(String(token), 'base64url').toString())?.[1]
  if (sequence === undefined) throw new AppStoreError(4000014)
  return Number(sequence)
}
