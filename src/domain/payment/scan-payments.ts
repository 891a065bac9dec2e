import {
  countPayments as countNext,
  scanPayments as scanNext,
  type PaymentParts,
  type PaymentSpan,
  type ScannedPayments,
} from '../../db/queries/payment-list.ts'
import type { AppContext } from '../context.ts'
import { repeatScan } from '../repeat-scan.ts'

/** Reads the next payments of a list, by as many statements as fit into the time of a call. */
export async function scanPayments(
  { db, app }: AppContext,
  span: PaymentSpan & { readonly limit: number },
  parts?: PaymentParts,
): Promise<ScannedPayments> {
  const rows: ScannedPayments['rows'] = []
  const stoppedAt = await repeatScan(span.after, async (after) => {
    const next = { ...span, after, limit: span.limit - rows.length }
    const scanned = await scanNext(db, app.appId, next, parts)
    rows.push(...scanned.rows)
    return scanned.stoppedAt
  })
  return { rows, stoppedAt }
}

/** Counts payments up to a limit. `isComplete` is false if there may be more. */
export async function countPayments(
  { db, app }: AppContext,
  span: PaymentSpan & { readonly limit: number },
): Promise<{ readonly count: number; readonly isComplete: boolean }> {
  let count = 0
  // One more than the limit tells whether there are more.
  const limit = span.limit + 1
  const stoppedAt = await repeatScan(span.after, async (after) => {
    const tally = await countNext(db, app.appId, { ...span, after, limit: limit - count })
    count += tally.count
    return count < limit ? tally.stoppedAt : null
  })
  return { count: Math.min(count, span.limit), isComplete: stoppedAt === null && count < limit }
}
