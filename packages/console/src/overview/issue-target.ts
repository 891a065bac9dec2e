import type { RootField } from '../app/permissions.ts'
import type { Environment, OverviewIssueKind } from '../generated/operations.ts'
import { writeSpan } from '../pages/search-fields.ts'
import type { Issue } from './issue-text.ts'

/** The list that shows the records of an issue, and the field of the API that the operator has to be allowed. */
export type IssueTarget = {
  readonly to: string
  readonly search: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly field: RootField
}

/** Where an issue leads to; null if the records are only counted. */
export function findTarget(issue: Issue, environment: Environment): IssueTarget | null {
  const store = issue.store === null ? {} : { store: issue.store }
  const payments = (search: IssueTarget['search']): IssueTarget => ({
    to: '/payments',
    search: { ...(issue.store === null ? {} : { store: [issue.store] }), environment, ...search },
    field: 'payments',
  })
  const page = (to: string, field: RootField, search: IssueTarget['search'] = {}): IssueTarget => ({
    to,
    search,
    field,
  })
  const targets: Record<OverviewIssueKind, () => IssueTarget | null> = {
    ACKNOWLEDGEMENT_DEADLINE: () => payments({ alert: ['WARNING', 'CRITICAL'] }),
    ACKNOWLEDGEMENT_FAILED: () => payments({ alert: ['FAILED'] }),
    DELIVERIES_FAILED: () => payments({ delivery: 'failed' }),
    PAYMENTS_UNCONSUMED: () =>
      payments({
        status: ['PAID'],
        consumable: 'yes',
        paid:
          issue.paidFrom === null || issue.paidTo === null
            ? undefined
            : writeSpan(issue.paidFrom, issue.paidTo),
      }),
    REFUND_REVIEWS_PENDING: () => page('/refund-reviews', 'refundReviews', { group: 'open' }),
    STORE_CONNECTION_FAILING: () => page('/stores', 'connectStore'),
    WEBHOOK_PAUSED: () => page(`/webhooks/${issue.subjectId ?? ''}`, 'webhookEndpoint'),
    WEBHOOK_FAILING: () => page(`/webhooks/${issue.subjectId ?? ''}`, 'webhookEndpoint'),
    EVENT_CONSUMER_LAGGING: () => page('/event-consumers', 'eventConsumers'),
    PURCHASES_PENDING: () => page('/purchases', 'payments', { ...store, group: 'open' }),
    VERIFICATIONS_FAILED: () => null,
    DISCREPANCIES_OPEN: () => page('/reconciliation', 'reconciliationReport', { ...store, show: 'open' }),
    SALES_UNATTRIBUTED: () => page('/unattributed-sales', 'unattributedSales', store),
    NOTIFICATIONS_FAILED: () => page('/notifications', 'notifications', { ...store, status: 'FAILED' }),
    SERVER_KEY_EXPIRING: () => page('/server-keys', 'createServerKey'),
    USER_TOKEN_KEY_EXPIRING: () => page('/settings', 'updateAppKey'),
  }
  return targets[issue.kind]()
}
