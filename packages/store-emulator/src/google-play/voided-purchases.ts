import { z } from 'zod'
import { dayMs } from '../durations.ts'
import { decodeCursor, encodeCursor } from '../page-cursor.ts'
import { toGooglePlayPurchase, isStoredPurchase, isSubscription } from './google-play-context.ts'
import type { AppContext, GooglePlayPurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { listVoidedPeriods } from './subscriptions/voided-periods.ts'
import type { VoidedEntry } from './subscriptions/voided-periods.ts'

const retentionMs = 30 * dayMs
const maxPageSize = 1000

const voidedSources = { CUSTOMER: 0, DEVELOPER: 1, STORE: 2 } as const
const voidedReasonOther = 0
const voidedReasonRemorse = 1
const voidedReasonChargeback = 7
const voidedReasonUnacknowledged = 8

const integerSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const querySchema = z.object({
  startTime: integerSchema.optional(),
  endTime: integerSchema.optional(),
  maxResults: integerSchema.pipe(z.int().min(1)).optional(),
  startIndex: integerSchema.optional(),
  token: z.string().optional(),
  type: z.enum(['0', '1']).optional(),
  includeQuantityBasedPartialRefund: z.enum(['true', 'false']).optional(),
})

/** The content of the page token: the filter of the first request, and the number of entries on the previous pages. */
const cursorSchema = z.strictObject({
  from: z.int(),
  until: z.int(),
  subscriptions: z.boolean(),
  partial: z.boolean(),
  skip: z.int().nonnegative(),
})
type Cursor = z.infer<typeof cursorSchema>

/** One page of the voided purchases, oldest first. */
export function listGooglePlayVoidedPurchases(ctx: AppContext, rawQuery: unknown): object {
  const query = parseQuery(querySchema, rawQuery)
  const cursor = query.token === undefined ? createCursor(query, ctx.clock.now()) : parseCursor(query.token)
  const size = Math.min(query.maxResults ?? maxPageSize, maxPageSize)
  const entries = listVoidedEntries(ctx, cursor)
  const page = entries.slice(cursor.skip, cursor.skip + size)
  const nextSkip = cursor.skip + page.length
  return {
    ...(query.startIndex === undefined
      ? {}
      : {
          pageInfo: { totalResults: entries.length, resultPerPage: page.length, startIndex: cursor.skip },
        }),
    ...(nextSkip < entries.length
      ? { tokenPagination: { nextPageToken: encodeCursor({ ...cursor, skip: nextSkip }) } }
      : {}),
    ...(page.length === 0 ? {} : { voidedPurchases: page.map(({ body }) => body) }),
  }
}

function createCursor(query: z.infer<typeof querySchema>, now: number): Cursor {
  const { startTime: from = now - retentionMs, endTime: until = now } = query
  // One minute of tolerance for the clock of the caller.
  if (from < now - retentionMs - 60_000 || from > until) throw new GooglePlayError('invalid', 'startTime')
  return {
    from,
    until,
    subscriptions: query.type === '1',
    partial: query.includeQuantityBasedPartialRefund === 'true',
    skip: query.startIndex ?? 0,
  }
}

function listVoidedEntries(ctx: AppContext, cursor: Cursor): VoidedEntry[] {
  const { purchases, packageName } = ctx
  const isIncluded = ({ at }: VoidedEntry): boolean => at >= cursor.from && at <= cursor.until
  const found: VoidedEntry[] = cursor.subscriptions ? listVoidedPeriods(ctx).filter(isIncluded) : []
  for (const purchase of purchases.listByStore('GOOGLE_PLAY')) {
    if (purchase.refund === undefined || purchase.appId !== packageName || !isStoredPurchase(purchase))
      continue
    if (isSubscription(purchase) && !cursor.subscriptions) continue
    for (const voided of toVoidedEntries(toGooglePlayPurchase(purchase), cursor.partial)) {
      if (isIncluded(voided)) found.push(voided)
    }
  }
  return found.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence)
}

/** Refunds without revoking are not included. */
function toVoidedEntries(purchase: GooglePlayPurchase, withPartial: boolean): VoidedEntry[] {
  const { refund, sequence, partialRefunds = [], state } = purchase
  const isFull = state === 'REFUNDED' && refund !== undefined && refund.keepsProduct !== true
  return [
    ...(withPartial
      ? partialRefunds.map(({ at, quantity }) => ({
          at,
          sequence,
          body: { ...toVoidedPurchase(purchase, at), voidedQuantity: quantity },
        }))
      : []),
    ...(isFull ? [{ at: refund.at, sequence, body: toVoidedPurchase(purchase, refund.at) }] : []),
  ]
}

function toVoidedPurchase(purchase: GooglePlayPurchase, at: number): object {
  const { orderId, refund, paidAt, createdAt } = purchase
  return {
    kind: 'androidpublisher#voidedPurchase',
    purchaseToken: purchase.purchaseToken,
    ...(orderId === undefined ? {} : { orderId }),
    purchaseTimeMillis: String(paidAt ?? createdAt),
    voidedTimeMillis: String(at),
    voidedSource: voidedSources[refund?.by ?? 'STORE'],
    voidedReason: toVoidedReason(refund),
  }
}

function toVoidedReason(refund: GooglePlayPurchase['refund']): number {
  if (refund?.reason === 'UNACKNOWLEDGED') return voidedReasonUnacknowledged
  if (refund?.reason === 'CHARGEBACK') return voidedReasonChargeback
  return refund?.by === 'CUSTOMER' ? voidedReasonRemorse : voidedReasonOther
}

function parseCursor(token: string): Cursor {
  const parsed = cursorSchema.safeParse(decodeCursor(token))
  if (!parsed.success) throw new GooglePlayError('invalid', 'token')
  return parsed.data
}

function parseQuery<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new GooglePlayError('invalid', parsed.error.issues[0]?.path.join('.'))
}
