import { z } from 'zod'
import { asGooglePurchase, isKnown, isSubscription, PACKAGE_NAME } from './google-play-context.ts'
import type { GooglePlayContext, GooglePurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'

const WINDOW_MS = 30 * 24 * 60 * 60 * 1000
const MAX_RESULTS = 1000

const SOURCES = { CUSTOMER: 0, DEVELOPER: 1, STORE: 2 } as const
const REASON_OTHER = 0
const REASON_REMORSE = 1
const REASON_UNACKNOWLEDGED = 8

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const querySchema = z.object({
  startTime: wholeNumber.optional(),
  endTime: wholeNumber.optional(),
  maxResults: wholeNumber.pipe(z.int().min(1)).optional(),
  startIndex: wholeNumber.optional(),
  token: z.string().optional(),
  type: z.enum(['0', '1']).optional(),
  includeQuantityBasedPartialRefund: z.enum(['true', 'false']).optional(),
})

/** What the page token carries on: the list as it was asked for, and how much of it was seen. */
const cursorSchema = z.strictObject({
  from: z.int(),
  until: z.int(),
  subscriptions: z.boolean(),
  partial: z.boolean(),
  skip: z.int().nonnegative(),
})
type Cursor = z.infer<typeof cursorSchema>

type Voided = { at: number; sequence: number; body: object }

/** The purchases that were taken back, oldest first, in pages. */
export function listVoidedPurchases(ctx: GooglePlayContext, rawQuery: unknown): object {
  const query = parse(querySchema, rawQuery)
  const cursor = query.token === undefined ? cursorFrom(query, ctx.clock.now()) : decodeCursor(query.token)
  const size = Math.min(query.maxResults ?? MAX_RESULTS, MAX_RESULTS)
  const all = voidedBetween(ctx, cursor)
  const page = all.slice(cursor.skip, cursor.skip + size)
  const seen = cursor.skip + page.length
  return {
    ...(query.startIndex === undefined
      ? {}
      : {
          pageInfo: { totalResults: all.length, resultPerPage: page.length, startIndex: cursor.skip },
        }),
    ...(seen < all.length
      ? { tokenPagination: { nextPageToken: encodeCursor({ ...cursor, skip: seen }) } }
      : {}),
    ...(page.length === 0 ? {} : { voidedPurchases: page.map(({ body }) => body) }),
  }
}

function cursorFrom(query: z.infer<typeof querySchema>, now: number): Cursor {
  const { startTime: from = now - WINDOW_MS, endTime: until = now } = query
  // A minute of grace: the caller has no better clock than its own.
  if (from < now - WINDOW_MS - 60_000 || from > until) throw new GooglePlayError('invalid', 'startTime')
  return {
    from,
    until,
    subscriptions: query.type === '1',
    partial: query.includeQuantityBasedPartialRefund === 'true',
    skip: query.startIndex ?? 0,
  }
}

function voidedBetween({ ledger }: GooglePlayContext, cursor: Cursor): Voided[] {
  const found: Voided[] = []
  for (const purchase of ledger.listByStore('GOOGLE_PLAY')) {
    if (purchase.refund === undefined || purchase.appId !== PACKAGE_NAME || !isKnown(purchase)) continue
    if (isSubscription(purchase) && !cursor.subscriptions) continue
    for (const voided of voidsOf(asGooglePurchase(purchase), cursor.partial)) {
      if (voided.at >= cursor.from && voided.at <= cursor.until) found.push(voided)
    }
  }
  return found.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence)
}

/** A refund that left the customer the product is not among them. */
function voidsOf(purchase: GooglePurchase, withPartial: boolean): Voided[] {
  const { refund, sequence, partialRefunds = [], state } = purchase
  const isFull = state === 'REFUNDED' && refund !== undefined && refund.keepsProduct !== true
  return [
    ...(withPartial
      ? partialRefunds.map(({ at, quantity }) => ({
          at,
          sequence,
          body: { ...voidedPurchase(purchase, at), voidedQuantity: quantity },
        }))
      : []),
    ...(isFull ? [{ at: refund.at, sequence, body: voidedPurchase(purchase, refund.at) }] : []),
  ]
}

function voidedPurchase(purchase: GooglePurchase, at: number): object {
  const { orderId, refund, paidAt, createdAt } = purchase
  return {
    kind: 'androidpublisher#voidedPurchase',
    purchaseToken: purchase.purchaseToken,
    ...(orderId === undefined ? {} : { orderId }),
    purchaseTimeMillis: String(paidAt ?? createdAt),
    voidedTimeMillis: String(at),
    voidedSource: SOURCES[refund?.by ?? 'STORE'],
    voidedReason: reasonOf(refund),
  }
}

function reasonOf(refund: GooglePurchase['refund']): number {
  if (refund?.reason === 'UNACKNOWLEDGED') return REASON_UNACKNOWLEDGED
  return refund?.by === 'CUSTOMER' ? REASON_REMORSE : REASON_OTHER
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function decodeCursor(token: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch {
    throw new GooglePlayError('invalid', 'token')
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new GooglePlayError('invalid', parsed.error.issues[0]?.path.join('.'))
}
