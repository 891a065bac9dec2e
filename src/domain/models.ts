import type { OperatorGrantRow } from '../db/queries/operator-grants.ts'
import type { ServerKeyRow } from '../db/queries/server-keys.ts'

/** The records that domain functions return, for the transports, which do not import src/db. */
export type { AppRow } from '../db/queries/apps.ts'
export type { AuditEntryRow, AuditLogRow, AuditOrigin } from '../db/queries/audit-log.ts'
export type { ConsumeRow } from '../db/queries/consumes.ts'
export type { ConsumerLag, EventConsumerWithLag } from '../db/queries/event-consumers.ts'
export type { EventRow, EventType, StoreValue } from '../db/queries/events.ts'
export type { ItemRow, ItemWithProducts, StoreProduct, StoreProductRow } from '../db/queries/items.ts'
export { jobNames, type JobName } from '../db/queries/insert-jobs.ts'
export type { EntitlementRow } from '../db/queries/entitlements.ts'
export type { EntitlementGrantRow } from '../db/queries/entitlement-grants.ts'
export type { NoteRow } from '../db/queries/notes.ts'
export type { NotificationSummary } from '../db/queries/notification-summaries.ts'
export type { GrantedApp, OperatorGrantRow } from '../db/queries/operator-grants.ts'
export type { OperatorInvitationRow } from '../db/queries/operator-invitations.ts'
export type { OperatorTokenRow } from '../db/queries/operator-tokens.ts'
export type { OperatorRow } from '../db/queries/operators.ts'
export type {
  ListedPayment,
  PaymentConditions,
  PaymentParts,
  PaymentSort,
} from '../db/queries/payment-list.ts'
export type { PaymentRow, RefundSource } from '../db/queries/payments.ts'
export type { PersistedOperationRow } from '../db/queries/persisted-operations.ts'
export type { PurchaseRow } from '../db/queries/purchases.ts'
export type { DiscrepancyRow } from '../db/queries/reconciliation-discrepancies.ts'
export type { ReconciliationRunRow } from '../db/queries/reconciliation-jobs.ts'
export type { RefundReviewRow, RefundReviewStatisticsRow } from '../db/queries/refund-reviews.ts'
export type { RefundApprovalRow } from '../db/queries/refund-approvals.ts'
export type { RefundRow } from '../db/queries/refunds.ts'
export type { ServerKeyRow } from '../db/queries/server-keys.ts'
export type { AcknowledgementRow } from '../db/queries/acknowledgements.ts'
export type { SubscriptionActRow } from '../db/queries/subscription-acts.ts'
export type { StoreConnectionRow } from '../db/queries/store-connections.ts'
export type { ListedSale } from '../db/queries/unattributed-sales.ts'
export type {
  SubscriptionLineRow,
  SubscriptionRow,
  SubscriptionTokenRow,
} from '../db/queries/subscriptions.ts'
export type { UserTokenKeyRow } from '../db/queries/user-token-keys.ts'
export type { UserRow } from '../db/queries/users.ts'
export type { WebhookDeliveryRow } from '../db/queries/webhook-deliveries.ts'
export type { WebhookEndpointRow } from '../db/queries/webhook-endpoints.ts'

export type ServerKeyRole = ServerKeyRow['role']

export type OperatorRole = OperatorGrantRow['role']
