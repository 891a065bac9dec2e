import { and, desc, eq, gt, lt, or, sql as expression } from 'drizzle-orm'
import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { refundApprovals } from '../tables/refund-approvals.ts'
import type { PaymentRow } from './payments.ts'

export type RefundApprovalRow = typeof refundApprovals.$inferSelect

export type NewRefundApproval = Pick<
  RefundApprovalRow,
  | 'appId'
  | 'id'
  | 'paymentId'
  | 'kind'
  | 'paymentVersion'
  | 'amountMicros'
  | 'currencyCode'
  | 'requestedBy'
  | 'requestedByName'
  | 'reason'
  | 'requestedAt'
  | 'expiresAt'
>

/** Who decides about a request, and why. The id is null for the command line of the machine. */
export type RefundDecision = {
  readonly appId: string
  readonly id: string
  readonly decidedBy: string | null
  readonly decidedByName: string
  readonly reason: string | null
  readonly action: OperatorAction
}

const toApproval = createRowMapper(refundApprovals)
/** The condition of the indexes of unfinished requests. */
const isUnfinished = expression`${refundApprovals.status} in ('PENDING', 'APPROVED')`

const toPayment = createRowMapper(payments)

/**
 * Stores a request, with the idempotency key and the audit log. Null if the payment has another version, is refunded or has an unfinished
 * request. One that has expired is ended by a statement before, so that the index of unfinished requests has a place for the new one.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function insertRefundApproval(
  db: Db,
  approval: NewRefundApproval,
  action: OperatorAction,
): Promise<RefundApprovalRow | null> {
  const { appId, paymentId } = approval
  const nowText = approval.requestedAt.toISOString()
  const [row] = await db.sql.begin(async (sql) => {
    await sql`
      update refund_approvals set status = 'EXPIRED'
      where app_id = ${appId} and payment_id = ${paymentId} and status = 'PENDING' and expires_at <= ${nowText}::timestamptz`
    return sql`
    with payment as (
      select app_id, id from payments
      where app_id = ${appId} and id = ${paymentId} and version = ${approval.paymentVersion} and status <> 'REFUNDED'
      for no key update
    ), approval_insert as (
      insert into refund_approvals (app_id, id, payment_id, kind, payment_version, amount_micros, currency_code, requested_by,
                                    requested_by_name, reason, requested_at, expires_at, status)
      select app_id, ${approval.id}::uuid, id, ${approval.kind}, ${approval.paymentVersion}::int,
             ${approval.amountMicros?.toString() ?? null}::bigint, ${approval.currencyCode}::text, ${approval.requestedBy}::uuid,
             ${approval.requestedByName}, ${approval.reason}, ${nowText}::timestamptz,
             ${approval.expiresAt.toISOString()}::timestamptz, 'PENDING'
      from payment
      on conflict (payment_id, app_id) where status in ('PENDING', 'APPROVED') do nothing
      returning *
    ), subject as (
      select app_id, payment_id as id from approval_insert
    ), ${operatorActionSql(db, 'subject', action)}
    select * from approval_insert`
  })
  return row === undefined ? null : toApproval(row)
}

/**
 * PENDING → APPROVED, with the audit log, if the payment has this version. The payment of a refund at the store gets the request, so it
 * has another version then. Null if the request is not pending, has expired, was made by the same operator, or if the payment changed.
 */
export async function updateRefundApproved(
  db: Db,
  decision: RefundDecision & { readonly paymentVersion: number },
): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, id, action } = decision
  const nowText = action.now.toISOString()
  const [row] = await sql`
    with request as (
      select * from refund_approvals
      where app_id = ${appId} and id = ${id} and status = 'PENDING' and expires_at > ${nowText}::timestamptz
        and requested_by is distinct from ${decision.decidedBy}::uuid
      for update
    ), payment_update as (
      update payments p
      set refund_requested_at = case when r.kind = 'REFUND' then ${nowText}::timestamptz else p.refund_requested_at end
      from request r
      where p.app_id = ${appId} and p.id = r.payment_id and p.version = ${decision.paymentVersion} and p.status <> 'REFUNDED'
      returning p.*
    ), approval_update as (
      update refund_approvals a
      set status = 'APPROVED', payment_version = p.version, ${decisionColumnsSql(db, decision)}
      from payment_update p
      where a.app_id = ${appId} and a.id = ${id}
      returning a.*
    ), ${operatorActionSql(db, 'payment_update', action)}
    select p.* from payment_update p, approval_update`
  return row === undefined ? null : toPayment(row)
}

/** PENDING → REJECTED or CANCELED, with the audit log. Null if the request is not pending or has expired. */
export async function updateRefundNotApproved(
  db: Db,
  decision: RefundDecision & {
    readonly status: 'REJECTED' | 'CANCELED'
  },
): Promise<RefundApprovalRow | null> {
  const { sql } = db
  const { appId, id, action } = decision
  const [row] = await sql`
    with approval_update as (
      update refund_approvals a set status = ${decision.status}, ${decisionColumnsSql(db, decision)}
      where app_id = ${appId} and id = ${id} and status = 'PENDING' and expires_at > ${action.now.toISOString()}::timestamptz
      returning *
    ), subject as (
      select app_id, payment_id as id from approval_update
    ), ${operatorActionSql(db, 'subject', action)}
    select * from approval_update`
  return row === undefined ? null : toApproval(row)
}

function decisionColumnsSql({ sql }: Db, decision: RefundDecision): Fragment {
  return sql`
    decided_by = ${decision.decidedBy}::uuid, decided_by_name = ${decision.decidedByName},
    decision_reason = ${decision.reason}::text, decided_at = ${decision.action.now.toISOString()}::timestamptz`
}

/** APPROVED → EXECUTED, or FAILED with the reason. */
export async function updateRefundApprovalEnded(
  { sql }: Db,
  { appId, id }: Pick<RefundApprovalRow, 'appId' | 'id'>,
  failure: string | null,
): Promise<void> {
  await sql`
    update refund_approvals
    set status = case when ${failure}::text is null then 'EXECUTED' else 'FAILED' end, failure = ${failure}::text
    where app_id = ${appId} and id = ${id} and status = 'APPROVED'`
}

export async function selectRefundApproval(
  db: Db,
  appId: string,
  id: string,
): Promise<RefundApprovalRow | null> {
  const [row] = await db.orm
    .select()
    .from(refundApprovals)
    .where(and(eq(refundApprovals.appId, appId), eq(refundApprovals.id, id)))
  return row ?? null
}

/** The unfinished requests of these payments, at most one for each; also those that have expired. */
export async function selectUnfinishedRefundApprovals(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<RefundApprovalRow[]> {
  return db.orm
    .select()
    .from(refundApprovals)
    .where(and(eq(refundApprovals.appId, appId), isUnfinished, anyOf(refundApprovals.paymentId, paymentIds)))
}

/** The number of open requests, counted up to `limit`. */
export async function selectOpenRefundApprovalCount(
  { sql }: Db,
  appId: string,
  now: Date,
  limit: number,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from refund_approvals
      where app_id = ${appId} and status in ('PENDING', 'APPROVED')
        and (status = 'APPROVED' or expires_at > ${now.toISOString()}::timestamptz)
      limit ${limit}
    ) unfinished`
  return row?.count ?? 0
}

export type RefundApprovalPage = {
  /** Only requests that are open at this time; null for all. */
  readonly openAt: Date | null
  readonly after: string | null
  readonly limit: number
}

/** Newest first. */
export async function selectRefundApprovals(
  db: Db,
  appId: string,
  { openAt, after, limit }: RefundApprovalPage,
): Promise<RefundApprovalRow[]> {
  const isOpen =
    openAt === null
      ? undefined
      : and(isUnfinished, or(eq(refundApprovals.status, 'APPROVED'), gt(refundApprovals.expiresAt, openAt)))
  return db.orm
    .select()
    .from(refundApprovals)
    .where(
      and(
        eq(refundApprovals.appId, appId),
        isOpen,
        after === null ? undefined : lt(refundApprovals.id, after),
      ),
    )
    .orderBy(desc(refundApprovals.id))
    .limit(limit)
}
