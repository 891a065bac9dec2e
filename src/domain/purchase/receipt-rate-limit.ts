import { toAddressBlock } from '../../platform/client-address.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'

const windowMs = 60_000

/**
 * How many times as many rejected receipts an address may have as one user. Many honest users share the address of a mobile network,
 * so it may have more; but a client without a user token can register any number of users, so it must not be unlimited.
 */
const addressFactor = 10

type RateLimit = { readonly key: string; readonly limit: number }

/** Counts a receipt that was rejected permanently, so that a client which keeps guessing does not use up the store's quota. */
export async function countRejectedReceipt(ctx: Context, userId: string): Promise<void> {
  const limits = rateLimitsOf(ctx, userId)
  await Promise.all(
    limits.map(({ key, limit }) => ctx.coordination.rateLimit(key, { windowMs, limit, sharing: 'DELAYED' })),
  )
}

/** @throws RequestError RATE_LIMITED if the caller has had too many receipts rejected in the last minute */
export async function assertReceiptRateLimit(ctx: Context, userId: string): Promise<void> {
  const limits = rateLimitsOf(ctx, userId)
  const counts = await Promise.all(
    limits.map(({ key, limit }) =>
      ctx.coordination.rateLimit(key, { windowMs, limit, cost: 0, sharing: 'DELAYED' }),
    ),
  )
  if (counts.some(({ remaining }) => remaining < 1)) {
    throw new RequestError('RATE_LIMITED', 'Too many invalid receipts. Retry in a minute.', windowMs)
  }
}

/**
 * A client with a user token counts by its user, whom the game server vouches for. One without counts by its user at its address,
 * because it may name another user, and by its address.
 */
function rateLimitsOf({ caller, app, limits }: Context, userId: string): RateLimit[] {
  if (caller.kind !== 'CLIENT') return []
  const limit = limits.invalidReceiptRateLimit
  const prefix = `refused:${app.appId}`
  if (caller.userId !== null) return [{ key: `${prefix}:${userId}`, limit }]
  const addressKey = `${prefix}:@${toAddressBlock(caller.address)}`
  return [
    { key: `${addressKey}:${userId}`, limit },
    { key: addressKey, limit: limit * addressFactor },
  ]
}
