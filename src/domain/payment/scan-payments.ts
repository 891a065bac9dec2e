import {
  countPayments as countNext,
  paymentsPerScan,
  scanPayments as scanNext,
  type PaymentPosition,
  type PaymentSpan,
  type ScannedPayments,
} from '../../db/queries/payment-list.ts'
import type { AppContext } from '../context.ts'

/** What a call reads at most to find payments that no index finds. It ends with what it has found, and says where it stopped. */
const maxScanned = 100_000
const maxScanMs = 100

/** Reads the next payments of a list, by as many statements as fit into the time of a call. */
export async function scanPayments(
  { db, app }: AppContext,
  span: PaymentSpan & { readonly limit: number },
): Promise<ScannedPayments> {
  const rows: ScannedPayments['rows'] = []
  const stoppedAt = await repeatScan(span.after, async (after) => {
    const scanned = await scanNext(db, app.appId, { ...span, after, limit: span.limit - rows.length })
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

/** Continues a scan where it stopped, until it has ended or the call has read enough. */
async function repeatScan(
  start: PaymentPosition | null,
  scan: (after: PaymentPosition | null) => Promise<PaymentPosition | null>,
): Promise<PaymentPosition | null> {
  const startedAt = performance.now()
  let stoppedAt = await scan(start)
  for (
    let scanned = paymentsPerScan;
    stoppedAt !== null && scanned < maxScanned;
    scanned += paymentsPerScan
  ) {
    if (performance.now() - startedAt > maxScanMs) break
    stoppedAt = await scan(stoppedAt)
  }
  return stoppedAt
}
