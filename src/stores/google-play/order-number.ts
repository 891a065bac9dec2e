/** The order id of the first charge has no number; renewals append `..0`, `..1` and so on. */
export type NumberedOrder = {
  /** The id of the first order. */
  readonly base: string
  /** -1 for the first order. */
  readonly number: number
}

const renewalPattern = /^(?<base>.+)\.\.(?<number>\d{1,6})$/

export function parseOrderNumber(orderId: string): NumberedOrder {
  const { base = orderId, number = '-1' } = renewalPattern.exec(orderId)?.groups ?? {}
  return { base, number: Number(number) }
}

export function formatOrderNumber({ base, number }: NumberedOrder): string {
  return number < 0 ? base : `${base}..${String(number)}`
}

/** The separator occurs neither in order ids nor in product ids. */
const lineSeparator = ':'

/** An order that charged several lines is a period of each. */
export function toPeriodId(orderId: string, productId: string, lineCount: number): string {
  return lineCount > 1 ? `${orderId}${lineSeparator}${productId}` : orderId
}

export function toOrderId(periodId: string): string {
  return periodId.split(lineSeparator)[0] ?? periodId
}

/**
 * The renewals before the latest one that are not known, oldest first. Google lists no orders of a subscription, so a renewal that was
 * missed is found by its number. Without a known order of the same numbering they begin with the first order.
 */
export function findMissedOrders(
  latestOrderId: string,
  knownOrderIds: Iterable<string>,
  limit: number,
): string[] {
  const { base, number: latest } = parseOrderNumber(latestOrderId)
  const known = new Set<number>()
  for (const id of knownOrderIds) {
    const order = parseOrderNumber(id)
    if (order.base === base) known.add(order.number)
  }
  const first = known.size === 0 ? -1 : Math.min(...known)
  const missed: string[] = []
  for (let number = first; number < latest && missed.length < limit; number += 1) {
    if (!known.has(number)) missed.push(formatOrderNumber({ base, number }))
  }
  return missed
}
