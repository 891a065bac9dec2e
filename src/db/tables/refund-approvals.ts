import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { payments } from './payments.ts'

export type RefundApprovalStatus =
  'PENDING' | 'APPROVED' | 'EXECUTED' | 'FAILED' | 'REJECTED' | 'CANCELED' | 'EXPIRED'

/** Refunds that an operator requested and that a second operator has to approve. */
export const refundApprovals = pgTable(
  'refund_approvals',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    /** `REFUND` at the store, or `CORRECTION` to the status REFUNDED. */
    kind: text('kind').$type<'REFUND' | 'CORRECTION'>().notNull(),
    /** The version of the payment that the requester saw. */
    paymentVersion: integer('payment_version').notNull(),
    /** What the refund returns; null if the payment has no price. */
    amountMicros: bigint('amount_micros', { mode: 'bigint' }),
    currencyCode: text('currency_code'),
    requestedBy: uuid('requested_by').notNull(),
    requestedByName: text('requested_by_name').notNull(),
    reason: text('reason').notNull(),
    requestedAt: instant('requested_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** `PENDING` after `expires_at` counts as `EXPIRED`. */
    status: text('status').$type<RefundApprovalStatus>().notNull(),
    /** The operator who decided; the id is null for the command line of the machine. */
    decidedBy: uuid('decided_by'),
    decidedByName: text('decided_by_name'),
    decisionReason: text('decision_reason'),
    decidedAt: instant('decided_at'),
    /** Why an approved refund was not possible; null unless the status is FAILED. */
    failure: text('failure'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    uniqueIndex('refund_approvals_unfinished_payment')
      .on(table.paymentId, table.appId)
      .where(sql`status in ('PENDING', 'APPROVED')`),
    index('refund_approvals_unfinished')
      .on(table.appId, table.id)
      .where(sql`status in ('PENDING', 'APPROVED')`),
    foreignKey({ columns: [table.appId, table.paymentId], foreignColumns: [payments.appId, payments.id] }),
    check(
      'refund_approvals_status',
      sql`status in ('PENDING', 'APPROVED', 'EXECUTED', 'FAILED', 'REJECTED', 'CANCELED', 'EXPIRED')`,
    ),
  ],
)
