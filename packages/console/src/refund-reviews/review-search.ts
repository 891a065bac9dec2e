import type {
  RefundReviewsQueryVariables,
  RefundReviewStatisticsQueryVariables,
  RefundReviewStatus,
} from '../generated/operations.ts'
import { readChoice, readDay, readText, toDayRange, withoutEmpty } from '../pages/search-fields.ts'

/** The queue, what is being sent, and what is over. */
export const reviewGroups = {
  open: ['PENDING'],
  sending: ['ANSWERING'],
  closed: ['ANSWERED', 'EXPIRED', 'FAILED', 'CLOSED'],
} as const satisfies Record<string, readonly RefundReviewStatus[]>
export type ReviewGroup = keyof typeof reviewGroups
const views = ['open', 'sending', 'closed', 'statistics'] as const

/** The view of the page, as it is in the address. */
export type ReviewSearch = {
  readonly group?: ReviewGroup | 'statistics' | undefined
  /** The review that is shown beside the queue. */
  readonly review?: string | undefined
  readonly after?: string | undefined
  /** The days of the statistics. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Reads an address. What is unknown or malformed is left out. */
export const readReviewSearch = (search: Readonly<Record<string, unknown>>): ReviewSearch =>
  withoutEmpty({
    group: readChoice(search, 'group', views),
    review: readText(search, 'review'),
    after: readText(search, 'after'),
    from: readDay(search, 'from'),
    to: readDay(search, 'to'),
  })

/** The nearest deadline first; of what is over the newest request. */
export function toReviewVariables(
  group: ReviewGroup,
  after: string | undefined,
): RefundReviewsQueryVariables {
  return {
    filter: { status: reviewGroups[group] },
    orderBy: group === 'closed' ? 'REQUESTED_AT_DESC' : 'DEADLINE_ASC',
    after: after ?? null,
  }
}

/** All reviews, unless a day is given. */
export const toStatisticsVariables = ({ from, to }: ReviewSearch): RefundReviewStatisticsQueryVariables =>
  withoutEmpty({ requestedBetween: toDayRange(from, to) })
