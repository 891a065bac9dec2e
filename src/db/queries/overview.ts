import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import {
  discrepanciesSql,
  eventConsumersSql,
  expiringKeysSql,
  failedNotificationsSql,
  refundReviewsSql,
  storeConnectionsSql,
  webhookEndpointsSql,
} from '../fragments/overview-operation-sources.ts'
import {
  acknowledgementDeadlinesSql,
  acknowledgementFailuresSql,
  failedDeliverySourceSql,
  pendingPurchasesSql,
  unattributedSalesSql,
  unconsumedPaymentsSql,
  verificationFailuresSql,
  type OverviewSpan,
} from '../fragments/overview-payment-sources.ts'
import type { StoreValue } from '../tables/columns.ts'

export type OverviewIssueKind =
  | 'ACKNOWLEDGEMENT_DEADLINE'
  | 'ACKNOWLEDGEMENT_FAILED'
  | 'DELIVERIES_FAILED'
  | 'REFUND_REVIEWS_PENDING'
  | 'STORE_CONNECTION_FAILING'
  | 'WEBHOOK_PAUSED'
  | 'WEBHOOK_FAILING'
  | 'EVENT_CONSUMER_LAGGING'
  | 'PAYMENTS_UNCONSUMED'
  | 'PURCHASES_PENDING'
  | 'VERIFICATIONS_FAILED'
  | 'DISCREPANCIES_OPEN'
  | 'SALES_UNATTRIBUTED'
  | 'NOTIFICATIONS_FAILED'
  | 'SERVER_KEY_EXPIRING'
  | 'USER_TOKEN_KEY_EXPIRING'

/** Records of one kind that need an operator. */
export type OverviewIssueRow = {
  readonly kind: OverviewIssueKind
  readonly store: StoreValue | null
  /** What one record is called: a URL, a name or an app of a store. */
  readonly label: string | null
  readonly subjectId: string | null
  /** Problem of a verification, reason of a pause, or level of an alert. */
  readonly code: string | null
  readonly count: number
  /** False if there can be more than `count`. */
  readonly isExact: boolean
  readonly since: Date | null
  readonly deadline: Date | null
  readonly paidFrom: Date | null
  readonly paidTo: Date | null
}

const sources: readonly ((db: Db, span: OverviewSpan) => Fragment)[] = [
  acknowledgementDeadlinesSql,
  acknowledgementFailuresSql,
  failedDeliverySourceSql,
  refundReviewsSql,
  storeConnectionsSql,
  webhookEndpointsSql,
  eventConsumersSql,
  unconsumedPaymentsSql,
  pendingPurchasesSql,
  verificationFailuresSql,
  discrepanciesSql,
  unattributedSalesSql,
  failedNotificationsSql,
  expiringKeysSql,
]

/** What needs an operator, of one AppKey, in one statement. Its cost does not depend on the number of payments. */
export async function selectOverviewIssues(
  db: Db,
  {
    appId,
    environment,
    now,
    keysUntil,
  }: Pick<OverviewSpan, 'appId' | 'environment'> & { readonly now: Date; readonly keysUntil: Date },
): Promise<OverviewIssueRow[]> {
  const { sql } = db
  const span = { appId, environment, now: now.toISOString(), keysUntil: keysUntil.toISOString() }
  const all = sources
    .map((source) => sql`(${source(db, span)})`)
    .reduce((united, each) => sql`${united} union all ${each}`)
  const rows = await sql<IssueRow[]>`
    select kind, store, label, subject_id, code, count::float as count, is_exact,
           since::text, deadline::text, paid_from::text, paid_to::text
    from (${all}) issues (kind, store, label, subject_id, code, count, is_exact, since, deadline, paid_from, paid_to)`
  return rows.map((row) => ({
    kind: row.kind,
    store: row.store,
    label: row.label,
    subjectId: row.subject_id,
    code: row.code,
    count: row.count,
    isExact: row.is_exact,
    since: toDate(row.since),
    deadline: toDate(row.deadline),
    paidFrom: toDate(row.paid_from),
    paidTo: toDate(row.paid_to),
  }))
}

const toDate = (text: string | null) => (text === null ? null : new Date(text))

type IssueRow = {
  readonly kind: OverviewIssueKind
  readonly store: StoreValue | null
  readonly label: string | null
  readonly subject_id: string | null
  readonly code: string | null
  readonly count: number
  readonly is_exact: boolean
  readonly since: string | null
  readonly deadline: string | null
  readonly paid_from: string | null
  readonly paid_to: string | null
}
