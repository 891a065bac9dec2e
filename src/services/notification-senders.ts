import { LRUCache } from 'lru-cache'
import { toAddressBlock } from '../platform/client-address.ts'

/** The addresses from which this process has received a genuine notification. */
export type NotificationSenders = {
  readonly isKnown: (address: string) => boolean
  readonly remember: (address: string) => void
}

const maxAddresses = 10_000
const maxAgeMs = 24 * 60 * 60_000

export function createNotificationSenders(): NotificationSenders {
  const known = new LRUCache<string, true>({ max: maxAddresses, ttl: maxAgeMs })
  return {
    isKnown: (address) => known.has(toAddressBlock(address)),
    remember: (address) => void known.set(toAddressBlock(address), true),
  }
}
