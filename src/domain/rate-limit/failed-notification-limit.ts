import { toAddressBlock } from '../../platform/client-address.ts'
import { isPublicAddress } from '../../platform/public-address.ts'
import type { Services } from '../context.ts'

/**
 * Whether notifications of an address are refused before their signature is checked, because too many were forged. An address that has
 * sent a genuine one is never refused. Neither is a private one: no store has it, so it is that of a proxy which is not in
 * TRUSTED_PROXIES, behind which stores and forgers look the same.
 */
export async function isNotificationRefused(services: Services, address: string): Promise<boolean> {
  const count = await countFailed(services, address, 0)
  return count !== null && count.remaining < 1
}

/** Counts a notification that no store has signed. */
export async function countFailedNotification(services: Services, address: string): Promise<void> {
  await countFailed(services, address, 1)
}

async function countFailed(services: Services, address: string, cost: number) {
  const { failedNotifications: limit, windowMs } = services.limits.rateLimits
  if (limit === null || !isPublicAddress(address) || services.notificationSenders.isKnown(address))
    return null
  const key = `FAILED_NOTIFICATION:${toAddressBlock(address)}`
  return services.coordination.rateLimit(key, { windowMs, limit, cost, sharing: 'DELAYED' })
}
