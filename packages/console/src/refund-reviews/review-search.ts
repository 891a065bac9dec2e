import type { RefundReviewsQueryVariables, RefundReviewStatus } from '../generated/operations.ts'

/** The queue, what is being sent, and what is over. */
export const reviewGroups = {
  open: ['PENDING'],
  sending: ['ANSWERING'],
  closed: ['ANSWERED', 'EXPIRED', 'FAILED', 'CLOSED'],
} as const satisfies Record<string, readonly RefundReviewStatus[]>
export type ReviewGroup = keyof typeof reviewGroups
const groupNames = Object.keys(reviewGroups) as ReviewGroup[]

/** The view of the queue, as it is in the address. */
export type ReviewSearch = {
  readonly group?: ReviewGroup | undefined
  /** The review that is shown beside the queue. */
  readonly review?: string | undefined
  readonly after?: string | undefined
}

/** Reads an address. What is unknown or malformed is left out. */
export function readReviewSearch(search: Readonly<Record<string, unknown>>): ReviewSearch {
  const read = (name: string) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const group = groupNames.find((name) => name === read('group'))
  const entries = [
    ['group', group],
    ['review', read('review')],
    ['after', read('after')],
  ] as const
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** The nearest deadline first; of what is over the newest request. */
export function toReviewVariables({ group = 'open', after }: ReviewSearch): RefundReviewsQueryVariables {
  return {
    filter: { status: reviewGroups[group] },
    orderBy: group === 'closed' ? 'REQUESTED_AT_DESC' : 'DEADLINE_ASC',
    after: after ?? null,
  }
}
