import { selectRefundReviewStatistics } from '../../db/queries/refund-reviews.ts'
import type { Context } from '../context.ts'
import type { RefundReviewStatisticsRow } from '../models.ts'

/** Counts and chargeback costs of the refund reviews that were requested in a period; an open end is not limited. */
export function getRefundReviewStatistics(
  ctx: Context,
  period: { readonly from: Date | null; readonly to: Date | null },
): Promise<RefundReviewStatisticsRow[]> {
  const { from, to } = period
  return selectRefundReviewStatistics(ctx.db, ctx.app.appId, {
    from: from ?? new Date(0),
    to: to ?? new Date('9999-01-01T00:00:00Z'),
  })
}
