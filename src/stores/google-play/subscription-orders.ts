import pLimit from 'p-limit'

import { orderIdSchema } from './api-types.ts'
import type { Order, ParsedResponse } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import { findMissedOrders } from './order-number.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'

/** How many orders of missed renewals one reading looks for. The next reading continues. */
const maxMissedOrders = 40
/** How many recorded orders a reading includes: nothing else tells that one of them was refunded and the access was kept. */
const maxRecordedOrders = 12
const concurrentOrders = 4

export type OrdersToRead = {
  /** Google may not have these. */
  readonly possible: readonly string[]
  /** Google has returned these before, the latest last. They are read together. */
  readonly certain: readonly string[]
}

export type KnownOrders = {
  /** The order that a notification or a list names. */
  readonly notified: string | null
  /** The orders that are recorded, the newest first; null to read only the latest. */
  readonly known: ReadonlySet<string> | null
}

/** The latest order of each item, the recorded ones before them, and those of the renewals that the caller has not seen. */
export function findOrderIds(
  { lineItems }: SubscriptionPurchase,
  { notified, known }: KnownOrders,
): OrdersToRead {
  const latest = lineItems.flatMap(
    ({ latestSuccessfulOrderId }) => orderIdSchema.safeParse(latestSuccessfulOrderId).data ?? [],
  )
  const missed = new Set<string>()
  for (const orderId of known === null ? [] : latest) {
    for (const each of findMissedOrders(orderId, known ?? [], maxMissedOrders - missed.size)) missed.add(each)
  }
  const isLatest = new Set(latest)
  const recorded = [...(known ?? [])].filter((each) => !isLatest.has(each)).slice(0, maxRecordedOrders)
  const certain = [...recorded.toReversed(), ...isLatest]
  const possible = [...(notified === null ? [] : [notified]), ...missed]
  return { possible: [...new Set(possible)].filter((each) => !certain.includes(each)), certain }
}

/** The orders by id, the latest last; null for one that Google does not have. */
export async function readOrders(
  client: Pick<GooglePlayClient, 'findOrder' | 'findOrders'>,
  { possible, certain }: OrdersToRead,
): Promise<ReadonlyMap<string, ParsedResponse<Order> | null>> {
  const together = certain.length > 1 ? await client.findOrders(certain) : null
  const found = await pLimit(concurrentOrders).map(
    [...possible, ...certain],
    async (orderId) => [orderId, together?.get(orderId) ?? (await client.findOrder(orderId))] as const,
  )
  return new Map(found)
}
