import { i18n } from '@lingui/core'
import { problemText } from '../api/problem-text.ts'
import type { OverviewIssueKind, OverviewIssueSeverity, OverviewQuery } from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export type Issue = OverviewQuery['overview']['issues'][number]

export const severityTones: Record<OverviewIssueSeverity, Tone> = {
  CRITICAL: 'bad',
  WARNING: 'warn',
  NOTICE: 'idle',
}

export function severityLabel(severity: OverviewIssueSeverity): string {
  const labels = {
    CRITICAL: () => i18n.t('Urgent'),
    WARNING: () => i18n.t('Check today'),
    NOTICE: () => i18n.t('For information'),
  }
  return labels[severity]()
}

const texts: Record<OverviewIssueKind, (issue: Issue) => string> = {
  ACKNOWLEDGEMENT_DEADLINE: () => i18n.t('The store refunds payments soon that are not acknowledged'),
  ACKNOWLEDGEMENT_FAILED: () => i18n.t('The store refused to acknowledge payments'),
  DELIVERIES_FAILED: () => i18n.t('A game server could not deliver payments'),
  REFUND_REVIEWS_PENDING: () => i18n.t('Refund reviews wait for an answer'),
  STORE_CONNECTION_FAILING: () => i18n.t('The connection to the store fails'),
  WEBHOOK_PAUSED: () => i18n.t('Webhook endpoint is paused'),
  WEBHOOK_FAILING: () => i18n.t('Webhook deliveries fail'),
  EVENT_CONSUMER_LAGGING: () => i18n.t('Event consumer is behind'),
  PAYMENTS_UNCONSUMED: (issue) => unconsumedText(issue),
  PURCHASES_PENDING: () => i18n.t('Purchases are still pending at the store'),
  VERIFICATIONS_FAILED: ({ problemCode }) =>
    problemCode === null
      ? i18n.t('Receipts were refused')
      : i18n.t('Receipts were refused: {reason}', { reason: problemText(problemCode) }),
  DISCREPANCIES_OPEN: () => i18n.t('The records differ from those of the store'),
  SALES_UNATTRIBUTED: () => i18n.t('Sales belong to no user'),
  NOTIFICATIONS_FAILED: () => i18n.t('Notifications of the store failed'),
  SERVER_KEY_EXPIRING: () => i18n.t('Server key expires soon'),
  USER_TOKEN_KEY_EXPIRING: () => i18n.t('Key of user tokens expires soon'),
}

/** What is wrong, in the language of the operator. */
export const issueText = (issue: Issue) => texts[issue.kind](issue)

const hourMs = 60 * 60_000

/** By the ages that the server divides the payments into. */
function unconsumedText({ paidFrom, paidTo }: Issue): string {
  const span = paidFrom === null || paidTo === null ? 0 : Date.parse(paidTo) - Date.parse(paidFrom)
  if (span <= hourMs) return i18n.t('Paid and not consumed for more than 10 minutes')
  if (span <= 24 * hourMs) return i18n.t('Paid and not consumed for more than an hour')
  if (span <= 3 * 24 * hourMs) return i18n.t('Paid and not consumed for more than a day')
  return i18n.t('Paid and not consumed for more than 3 days')
}

/** What the number counts. */
export function countLabel(kind: OverviewIssueKind, count: string): string {
  switch (kind) {
    case 'WEBHOOK_PAUSED':
    case 'WEBHOOK_FAILING':
    case 'EVENT_CONSUMER_LAGGING':
      return i18n.t('{count} events wait', { count })
    case 'STORE_CONNECTION_FAILING':
    case 'SERVER_KEY_EXPIRING':
    case 'USER_TOKEN_KEY_EXPIRING':
      return ''
    default:
      return count
  }
}
