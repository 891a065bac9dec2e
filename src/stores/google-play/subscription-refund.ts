import type { StorePrice, StoreRefund } from '../contract/sale.ts'
import type { Order } from './api-types.ts'
import { sumMicros } from './money.ts'
import { isPartiallyRefunded, lastProcessedAt, processedRefunds, toRefundedAt } from './refund.ts'

export type ChargedLine = {
  readonly productId: string
  readonly price: StorePrice | null
  /** The access ended before the end of the charged period. */
  readonly isEndedEarly: boolean
}

/**
 * The refund of one line of an order so far.
 * @param lines all lines of the order
 */
export function toLineRefund(
  order: Order,
  line: ChargedLine,
  lines: readonly ChargedLine[],
  paidAt: Date,
): StoreRefund | null {
  if (order.state === 'REFUNDED') return toFullRefund(order, line, lines, paidAt)
  if (!isPartiallyRefunded(order)) return null
  const amountMicros = toPartialMicros(order, line.price)
  if (lines.length > 1 && findRefundedLine(lines, amountMicros) !== line) return null
  const full = amountMicros !== null && line.price !== null && amountMicros >= line.price.amountMicros
  const refundedAt = lastProcessedAt(order) ?? toRefundedAt(order, paidAt)
  return { full, refundedAt, quantity: full ? 1 : 0, amountMicros, reason: null }
}

function toFullRefund(
  order: Order,
  { price }: ChargedLine,
  lines: readonly ChargedLine[],
  paidAt: Date,
): StoreRefund {
  const { refundReason, refundDetails } = order.orderHistory?.refundEvent ?? {}
  const own = price?.amountMicros ?? null
  const total = refundDetails?.total
  const amountMicros =
    lines.length > 1 || !total || price === null ? own : sumMicros([total], price.currencyCode)
  return {
    full: true,
    refundedAt: toRefundedAt(order, paidAt),
    quantity: 1,
    amountMicros,
    reason: refundReason ?? null,
  }
}

function toPartialMicros(order: Order, price: StorePrice | null): bigint | null {
  const processed = processedRefunds(order)
  if (processed.length === 0 || price === null) return null
  const totals = processed.map(({ refundDetails }) => refundDetails?.total)
  return sumMicros(totals, price.currencyCode)
}

/** Google refunds single items of an order without naming them: it is the one that ended, or the one that cost as much. */
function findRefundedLine(lines: readonly ChargedLine[], amountMicros: bigint | null): ChargedLine | null {
  const ended = lines.filter(({ isEndedEarly }) => isEndedEarly)
  const ofAmount = lines.filter(({ price }) => price?.amountMicros === amountMicros)
  for (const [found, ...others] of [ended, ofAmount]) {
    if (found !== undefined && others.length === 0) return found
  }
  return null
}
