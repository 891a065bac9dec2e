import type { OverviewIssueRow } from '../../db/queries/overview.ts'

export type IssueSeverity = 'CRITICAL' | 'WARNING' | 'NOTICE'

type RatedIssue = Pick<OverviewIssueRow, 'kind' | 'code' | 'since' | 'deadline' | 'paidTo'>

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** Nothing can be verified until an operator changes the settings. */
const criticalCodes: ReadonlySet<string | null> = new Set(['STORE_MISCONFIGURED', 'STORE_NOT_CONNECTED'])
/** Honest customers meet these, too. */
const warningCodes: ReadonlySet<string | null> = new Set([
  'STORE_UNAVAILABLE',
  'ITEM_NOT_FOUND',
  'ITEM_DISABLED',
  'RECEIPT_APP_MISMATCH',
  'RECEIPT_ITEM_MISMATCH',
])

/** How urgent an issue is. `CRITICAL`: money or customers are lost unless somebody acts soon. */
export function rateIssue(issue: RatedIssue, now: Date): IssueSeverity {
  const { kind, code, since, deadline } = issue
  const isWithin = (ms: number) => deadline !== null && deadline.getTime() - now.getTime() < ms
  switch (kind) {
    case 'ACKNOWLEDGEMENT_FAILED':
    case 'STORE_CONNECTION_FAILING':
      return 'CRITICAL'
    case 'ACKNOWLEDGEMENT_DEADLINE':
      return code === 'CRITICAL' || isWithin(6 * hourMs) ? 'CRITICAL' : 'WARNING'
    case 'REFUND_REVIEWS_PENDING':
      return isWithin(3 * hourMs) ? 'CRITICAL' : 'WARNING'
    case 'SERVER_KEY_EXPIRING':
    case 'USER_TOKEN_KEY_EXPIRING':
      return isWithin(3 * dayMs) ? 'CRITICAL' : 'WARNING'
    case 'SALES_UNATTRIBUTED':
      return deadline === null ? 'NOTICE' : isWithin(dayMs) ? 'CRITICAL' : 'WARNING'
    case 'WEBHOOK_PAUSED':
      return code === 'MANUAL' ? 'NOTICE' : 'CRITICAL'
    case 'DELIVERIES_FAILED':
      return since !== null && now.getTime() - since.getTime() > dayMs ? 'CRITICAL' : 'WARNING'
    case 'EVENT_CONSUMER_LAGGING':
    case 'WEBHOOK_FAILING':
      return since !== null && now.getTime() - since.getTime() > hourMs ? 'CRITICAL' : 'WARNING'
    case 'VERIFICATIONS_FAILED':
      return criticalCodes.has(code) ? 'CRITICAL' : warningCodes.has(code) ? 'WARNING' : 'NOTICE'
    case 'PAYMENTS_UNCONSUMED':
      return isOlderThan(issue, now, hourMs) ? 'WARNING' : 'NOTICE'
    case 'DISCREPANCIES_OPEN':
    case 'NOTIFICATIONS_FAILED':
      return 'WARNING'
    case 'PURCHASES_PENDING':
      return 'NOTICE'
  }
}

const isOlderThan = ({ paidTo }: RatedIssue, now: Date, ms: number) =>
  paidTo !== null && now.getTime() - paidTo.getTime() >= ms

const severities: readonly IssueSeverity[] = ['CRITICAL', 'WARNING', 'NOTICE']

type SortedIssue = Pick<OverviewIssueRow, 'deadline' | 'since'> & { readonly severity: IssueSeverity }

/** The order of the list: the most severe first, then the nearest deadline, then what lasts the longest. */
export function compareIssues(one: SortedIssue, other: SortedIssue): number {
  const time = (date: Date | null) => date?.getTime() ?? Number.MAX_SAFE_INTEGER
  return (
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    time(one.deadline) - time(other.deadline) ||
    time(one.since) - time(other.since)
  )
}
