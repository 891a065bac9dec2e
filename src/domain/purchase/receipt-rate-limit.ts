import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'

const windowMs = 60_000

/** Counts a receipt that was rejected permanently, so that a client which keeps guessing does not use up the store's quota. */
export async function countRejectedReceipt(ctx: Context): Promise<void> {
  const key = receiptRateLimitKey(ctx)
  if (key === null) return
  await ctx.coordination.rateLimit(key, { windowMs, limit: ctx.limits.invalidReceiptRateLimit })
}

/** @throws RequestError RATE_LIMITED if the caller has had too many receipts rejected in the last minute */
export async function assertReceiptRateLimit(ctx: Context): Promise<void> {
  const key = receiptRateLimitKey(ctx)
  if (key === null) return
  const limit = ctx.limits.invalidReceiptRateLimit
  const { remaining, degraded } = await ctx.coordination.rateLimit(key, { windowMs, limit, cost: 0 })
  if (!degraded && remaining < 1) {
    throw new RequestError('RATE_LIMITED', 'Too many invalid receipts. Retry in a minute.', windowMs)
  }
}

/** Clients are limited by the user of their user token, else by IP address: a user id without a token may be another user's. */
function receiptRateLimitKey({ caller, app }: Context): string | null {
  if (caller.kind !== 'CLIENT') return null
  return `refused:${app.appId}:${caller.userId === null ? `@${caller.address}` : caller.userId}`
}
