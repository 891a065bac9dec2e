import {
  selectRefundReview,
  selectRefundReviews,
  type RefundReviewCursor,
  type RefundReviewPage,
} from '../../db/queries/refund-reviews.ts'
import { decodeId, isUuid } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'
import { listPage, type Page } from '../page.ts'

export type RefundReviewListRequest = Pick<
  RefundReviewPage,
  'status' | 'store' | 'deadlineBefore' | 'orderBy'
> & {
  /** Prefixed id. */
  readonly paymentId: string | null
  readonly first: number | null
  readonly after: string | null
}

/** The refund reviews of the app, the newest or the nearest deadline first. */
export function listRefundReviews(
  ctx: Context,
  request: RefundReviewListRequest,
): Promise<Page<RefundReviewRow>> {
  const { appId } = ctx.app
  const { first, after, orderBy } = request
  const paymentId = request.paymentId === null ? null : decodePaymentId(request.paymentId)
  return listPage(
    appId,
    { first, after, last: null, before: null },
    {
      list: `refundReviews/${orderBy}`,
      encode: ({ requestedAt, deadlineAt, id }) =>
        `${(orderBy === 'DEADLINE_ASC' ? deadlineAt : requestedAt).toISOString()}/${id}`,
      decode: parsePosition,
      read: (span) =>
        selectRefundReviews(ctx.db, appId, { ...request, paymentId, after: span.after, limit: span.limit }),
    },
  )
}

export async function getRefundReview(ctx: Context, id: string): Promise<RefundReviewRow | null> {
  const uuid = decodeId('rvw', id)
  return uuid === null ? null : selectRefundReview(ctx.db, ctx.app.appId, uuid)
}

/** PostgreSQL has no year 0. */
const timePattern = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

function parsePosition(text: string): RefundReviewCursor | null {
  const [time = '', id = ''] = text.split('/')
  const at = timePattern.test(time) ? new Date(time) : null
  return at === null || Number.isNaN(at.getTime()) || !isUuid(id) ? null : { at, id }
}

function decodePaymentId(id: string): string {
  const uuid = decodeId('pay', id)
  if (uuid !== null) return uuid
  throw new RequestError('BAD_USER_INPUT', 'paymentId must be the id of a payment.')
}
