import { z } from 'zod'
import { dayMs } from '../durations.ts'
import { decodeCursor, encodeCursor } from '../page-cursor.ts'
import { clientIdOf, toOneStorePurchase, isStoredPurchase, marketCodeOf } from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase, Market } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'

const maxWindowMs = 31 * dayMs
const maxPageSize = 100

const integerSchema = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const querySchema = z.object({
  startTime: integerSchema.optional(),
  endTime: integerSchema.optional(),
  maxResults: integerSchema.pipe(z.int().min(1).max(maxPageSize)).default(maxPageSize),
  continuationKey: z.string().optional(),
})
const cursorSchema = z.strictObject({ from: z.int(), until: z.int(), skip: z.int().nonnegative() })
type Cursor = z.infer<typeof cursorSchema>

/** One page of the canceled purchases of one host and market, oldest first. */
export function listOneStoreVoidedPurchases(ctx: OneStoreContext, market: Market, rawQuery: unknown): object {
  const parsed = querySchema.safeParse(rawQuery)
  if (!parsed.success) throw new OneStoreError('InvalidRequest')
  const { continuationKey, maxResults } = parsed.data
  const cursor =
    continuationKey === undefined ? createCursor(parsed.data, ctx.clock.now()) : parseCursor(continuationKey)
  const entries = listVoidedEntries(ctx, market, cursor)
  const page = entries.slice(cursor.skip, cursor.skip + maxResults)
  const nextSkip = cursor.skip + page.length
  return {
    ...(nextSkip < entries.length ? { continuationKey: encodeCursor({ ...cursor, skip: nextSkip }) } : {}),
    voidedPurchaseList: page.map(toVoidedPurchase),
  }
}

function createCursor(query: z.infer<typeof querySchema>, now: number): Cursor {
  const { endTime: until = now } = query
  const from = query.startTime ?? until - maxWindowMs
  if (from > until || until - from > maxWindowMs) throw new OneStoreError('InvalidRequest')
  return { from, until, skip: 0 }
}

type VoidedEntry = OneStorePurchase & { refund: NonNullable<OneStorePurchase['refund']> }

function listVoidedEntries(
  { purchases }: OneStoreContext,
  market: Market,
  { from, until }: Cursor,
): VoidedEntry[] {
  const found: VoidedEntry[] = []
  for (const candidate of purchases.listByStore('ONE_STORE')) {
    const { refund, environment } = candidate
    if (refund === undefined || refund.at < from || refund.at > until || !isStoredPurchase(candidate))
      continue
    if (
      clientIdOf(candidate) !== market.clientId ||
      environment !== market.environment ||
      marketCodeOf(candidate) !== market.marketCode
    )
      continue
    const purchase = toOneStorePurchase(candidate)
    if (purchase !== undefined) found.push({ ...purchase, refund })
  }
  return found.toSorted((a, b) => a.refund.at - b.refund.at || a.sequence - b.sequence)
}

function toVoidedPurchase(purchase: VoidedEntry): object {
  return {
    purchaseId: purchase.transactionId,
    purchaseToken: purchase.purchaseToken,
    purchaseTime: purchase.paidAt,
    voidedTime: purchase.refund.at,
    marketCode: marketCodeOf(purchase),
  }
}

function parseCursor(key: string): Cursor {
  const parsed = cursorSchema.safeParse(decodeCursor(key))
  if (!parsed.success) throw new OneStoreError('InvalidRequest')
  return parsed.data
}
