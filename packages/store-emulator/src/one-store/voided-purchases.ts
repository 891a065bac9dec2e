import { z } from 'zod'
import { asOneStorePurchase, isKnown, marketOf } from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase, Shelf } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'

const MONTH_MS = 31 * 24 * 60 * 60 * 1000
const MAX_RESULTS = 100

const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const querySchema = z.object({
  startTime: wholeNumber.optional(),
  endTime: wholeNumber.optional(),
  maxResults: wholeNumber.pipe(z.int().min(1).max(MAX_RESULTS)).default(MAX_RESULTS),
  continuationKey: z.string().optional(),
})
const cursorSchema = z.strictObject({ from: z.int(), until: z.int(), skip: z.int().nonnegative() })
type Cursor = z.infer<typeof cursorSchema>

/** The canceled purchases of one host and market, oldest first, in pages of at most a hundred. */
export function listVoidedPurchases(ctx: OneStoreContext, shelf: Shelf, rawQuery: unknown): object {
  const parsed = querySchema.safeParse(rawQuery)
  if (!parsed.success) throw new OneStoreError('InvalidRequest')
  const { continuationKey, maxResults } = parsed.data
  const cursor =
    continuationKey === undefined ? cursorFrom(parsed.data, ctx.clock.now()) : decodeCursor(continuationKey)
  const all = voidedBetween(ctx, shelf, cursor)
  const page = all.slice(cursor.skip, cursor.skip + maxResults)
  const seen = cursor.skip + page.length
  return {
    ...(seen < all.length ? { continuationKey: encodeCursor({ ...cursor, skip: seen }) } : {}),
    voidedPurchaseList: page.map(voidedPurchase),
  }
}

function cursorFrom(query: z.infer<typeof querySchema>, now: number): Cursor {
  const { endTime: until = now } = query
  const from = query.startTime ?? until - MONTH_MS
  if (from > until || until - from > MONTH_MS) throw new OneStoreError('InvalidRequest')
  return { from, until, skip: 0 }
}

type Voided = OneStorePurchase & { refund: NonNullable<OneStorePurchase['refund']> }

function voidedBetween({ ledger }: OneStoreContext, shelf: Shelf, { from, until }: Cursor): Voided[] {
  const found: Voided[] = []
  for (const candidate of ledger.listByStore('ONE_STORE')) {
    const { refund, environment } = candidate
    if (refund === undefined || refund.at < from || refund.at > until || !isKnown(candidate)) continue
    if (environment !== shelf.environment || marketOf(candidate) !== shelf.market) continue
    const purchase = asOneStorePurchase(candidate)
    if (purchase !== undefined) found.push({ ...purchase, refund })
  }
  return found.toSorted((a, b) => a.refund.at - b.refund.at || a.sequence - b.sequence)
}

function voidedPurchase(purchase: Voided): object {
  return {
    purchaseId: purchase.transactionId,
    purchaseToken: purchase.purchaseToken,
    purchaseTime: purchase.paidAt,
    voidedTime: purchase.refund.at,
    marketCode: marketOf(purchase),
  }
}

function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url')
}

function decodeCursor(key: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(key, 'base64url').toString()))
  } catch {
    throw new OneStoreError('InvalidRequest')
  }
}
