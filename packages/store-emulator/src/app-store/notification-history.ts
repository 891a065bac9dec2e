import { z } from 'zod'
import type { Delivery } from '../notifications/outbox.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreErrorCode } from './app-store-error.ts'
import { formatRevision } from './history-query.ts'

const PAGE_SIZE = 20
const DAY_MS = 24 * 60 * 60 * 1000
const WINDOW_MS = { PRODUCTION: 180 * DAY_MS, SANDBOX: 30 * DAY_MS }

const bodySchema = z.object({
  startDate: z.int().nonnegative(),
  endDate: z.int().nonnegative(),
  notificationType: z.string().optional(),
  notificationSubtype: z.string().optional(),
  transactionId: z.string().optional(),
  onlyFailures: z.boolean().optional(),
})
type HistoryRequest = z.infer<typeof bodySchema>

const FIELD_ERRORS: Record<string, AppStoreErrorCode> = {
  startDate: 4000015,
  endDate: 4000016,
  notificationType: 4000018,
}

const sentSchema = z.object({ signedPayload: z.string() })

/** What was sent, oldest first, in pages; `paginationToken` is the place after the last one seen. */
export function notificationHistory(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  body: unknown,
  paginationToken: string | string[] | undefined,
): object {
  const request = parseRequest(body, ctx.clock.now(), environment)
  const after = placeFrom(paginationToken)
  const rest = ctx.outbox
    .list()
    .reverse()
    .filter((delivery) => delivery.store === 'APP_STORE' && delivery.environment === environment)
    .filter((delivery) => delivery.sequence > after && matches(ctx, delivery, request))
  const page = rest.slice(0, PAGE_SIZE)
  const hasMore = rest.length > page.length
  const last = page.at(-1)
  return {
    ...(hasMore && last !== undefined ? { paginationToken: formatRevision(last.sequence) } : {}),
    hasMore,
    notificationHistory: page.map((delivery) => ({
      signedPayload: signedPayloadOf(delivery),
      sendAttempts: sendAttemptsOf(delivery),
    })),
  }
}

export function signedPayloadOf({ encoded }: Delivery): string {
  return sentSchema.parse(JSON.parse(encoded.body)).signedPayload
}

export function sendAttemptsOf({ attempts }: Delivery): object[] {
  return attempts.map(({ at, result }) => ({ attemptDate: at, sendAttemptResult: result }))
}

function parseRequest(body: unknown, now: number, environment: StoreEnvironment): HistoryRequest {
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success)
    throw new AppStoreError(FIELD_ERRORS[String(parsed.error.issues[0]?.path[0])] ?? 4000000)
  const { startDate, endDate, notificationType, transactionId } = parsed.data
  if (startDate >= endDate) throw new AppStoreError(4000013)
  if (startDate < now - WINDOW_MS[environment]) throw new AppStoreError(4000012)
  if (notificationType !== undefined && transactionId !== undefined) throw new AppStoreError(4000019)
  return parsed.data
}

function matches({ ledger }: AppStoreContext, delivery: Delivery, request: HistoryRequest): boolean {
  const { startDate, endDate, notificationType, transactionId, onlyFailures } = request
  const purchase = delivery.purchaseId === undefined ? undefined : ledger.get(delivery.purchaseId)
  return (
    delivery.createdAt >= startDate &&
    delivery.createdAt < endDate &&
    (notificationType === undefined || delivery.type === notificationType) &&
    (transactionId === undefined || purchase?.transactionId === transactionId) &&
    (onlyFailures !== true || delivery.state !== 'DELIVERED')
  )
}

function placeFrom(token: string | string[] | undefined): number {
  if (token === undefined || token === '') return -1
  const place = /^revision:(\d{1,15})$/.exec(Buffer.from(String(token), 'base64url').toString())?.[1]
  if (place === undefined) throw new AppStoreError(4000014)
  return Number(place)
}
