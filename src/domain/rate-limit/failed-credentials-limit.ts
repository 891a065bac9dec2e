import { toAddressBlock } from '../../platform/client-address.ts'
import { isPublicAddress } from '../../platform/public-address.ts'
import { RateLimitedError } from '../../platform/request-error.ts'
import type { Services } from '../context.ts'

/**
 * Refuses an address that has sent too many unknown credentials, each of which is looked up in the database. A private address is that of
 * a proxy which is not in TRUSTED_PROXIES, or of a machine of the operator's own: it is never refused.
 * @throws RateLimitedError
 */
export async function assertFailedCredentialsLimit(services: Services, address: string): Promise<void> {
  const count = await countFailed(services, address, 0)
  if (count === null || count.remaining >= 1) return
  services.count('rate_limited', { subject: 'ADDRESS', class: 'INVALID' })
  const { limit, windowMs } = count
  throw new RateLimitedError({
    ...{ subject: 'ADDRESS', limitClass: 'INVALID' },
    ...{ limit, windowMs, retryAfterMs: windowMs },
  })
}

/** Counts credentials that belong to nobody. */
export async function countFailedCredentials(services: Services, address: string): Promise<void> {
  await countFailed(services, address, 1)
}

async function countFailed({ coordination, limits }: Services, address: string, cost: number) {
  const { operations, windowMs } = limits.rateLimits
  const limit = operations.ADDRESS.INVALID
  if (limit === null || !isPublicAddress(address)) return null
  const key = `FAILED_CREDENTIALS:${toAddressBlock(address)}`
  const result = await coordination.rateLimit(key, { windowMs, limit, cost, sharing: 'DELAYED' })
  return { ...result, limit, windowMs }
}
