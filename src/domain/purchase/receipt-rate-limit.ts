import type { Context } from '../context.ts'
import { RequestError } from '../../platform/request-error.ts'

const windowMs = 60_000

/** Counts receipts that were refused for good: a client that goes on guessing is not worth the store's quota. */
export async function recordRejectedReceipt(ctx: Context): Promise<void> {
  const key = receiptRateLimitKey(ctx)
  if (key !== null)
    await ctx.coordination.rateLimit(key, { windowMs, limit: ctx.limits.invalidReceiptRateLimit })
}

export async function assertReceiptRateLimit(ctx: Context): Promise<void> {
  const key = receiptRateLimitKey(ctx)
  if (key === null) return
  const limit = ctx.limits.invalidReceiptRateLimit
  const { remaining, degraded } = await ctx.coordination.rateLimit(key, { windowMs, limit, cost: 0 })
  if (!degraded && remaining < 1) {
    throw new RequestError('RATE_LIMITED', 'Too many invalid receipts. Retry in a minute.', windowMs)
  }
}

/** By proven user, else by address: a bare user id could be somebody else's. */
function receiptRateLimitKey({ caller, app }: Context): string | null {
  if (caller.kind !== 'CLIENT') return null
  return `refused:${app.appId}:${caller.userId === null ? `@${caller.address}` : caller.userId}`
}
