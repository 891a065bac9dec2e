import { updatePaymentSubmitted } from '../../db/queries/payments.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import {
  selectPeriodPayments,
  selectSubscription,
  selectSubscriptionTokens,
} from '../../db/queries/subscriptions.ts'
import type { VerifyOutcome } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { saveKey } from '../idempotency/save-key.ts'
import { subscriptionsNotSupported } from '../item/is-subscription.ts'
import type { PaymentRow, SubscriptionRow } from '../models.ts'
import { createProblem, receiptProblem, type Outcome, type Problem } from '../problem.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { subscriptionEnded } from '../subscription/apply-snapshot.ts'
import { refreshSubscription } from '../subscription/refresh-subscription.ts'
import type { SubscriptionChange } from '../subscription/subscription-reading.ts'
import type { SubmittedPayment } from './resubmit-payment.ts'
import type { StoreVerification } from './submit-transaction.ts'

type SubscriptionReceipt = Extract<VerifyOutcome, { kind: 'subscription' }>

/**
 * Submits a receipt of a subscription: the store is read, and the payment of the newest period is the result. Null if another call used
 * the idempotency key in the meantime.
 */
export async function verifySubscription(
  ctx: Context,
  { buyer, store, idempotencyRecord }: StoreVerification,
  { reference, proves, snapshot }: SubscriptionReceipt,
): Promise<Outcome<SubmittedPayment> | null> {
  if (store === 'TEST_STORE') return { problem: subscriptionsNotSupported(['receipt']) }
  const key = hashSaleKey(reference.key)
  const change = await refreshSubscription(ctx, {
    store,
    key,
    details: reference.details,
    source: 'VERIFICATION',
    claim: { kind: 'RECEIPT', buyer, proves },
    receiptSnapshot: snapshot,
  })
  const problem = toProblem(change)
  if (problem !== null) return { problem }
  const subscription = change.subscription ?? (await findSubscription(ctx, store, key))
  const payment = subscription === null ? null : await findNewestPayment(ctx, subscription)
  const purchase = payment === null ? null : await selectPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (subscription === null || payment === null || purchase === null) {
    return {
      problem: createProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.', [], 60_000),
    }
  }
  if (subscription.status === 'EXPIRED' || subscription.status === 'REVOKED') {
    return { problem: subscriptionEnded(), purchase }
  }
  if (idempotencyRecord !== null && !(await saveKey(ctx, idempotencyRecord, payment.id))) return null
  return { payment, purchase, replayed: !(await isFirstSubmission(ctx, change, payment)), problem: null }
}

function toProblem({ kind, problem }: SubscriptionChange): Problem | null {
  if (problem !== null) return problem
  switch (kind) {
    case 'UNKNOWN':
      return receiptProblem('RECEIPT_INVALID', 'The store has no such subscription.')
    case 'PENDING':
      return createProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.', [], 60_000)
    case 'CANCELED':
      return receiptProblem('PURCHASE_CANCELED', 'The first payment of the subscription did not arrive.')
    case 'UNCLAIMED':
      return receiptProblem('RECEIPT_USER_MISMATCH', 'The subscription cannot be claimed by this user.')
    default:
      return null
  }
}

async function findSubscription(
  ctx: Context,
  store: StoreVerification['store'],
  key: Uint8Array,
): Promise<SubscriptionRow | null> {
  const { appId } = ctx.app
  const [token] = await selectSubscriptionTokens(ctx.db, { appId, store }, [key])
  return token === undefined ? null : selectSubscription(ctx.db, appId, token.subscriptionId)
}

async function findNewestPayment(ctx: Context, { id, appId }: SubscriptionRow): Promise<PaymentRow | null> {
  const [payment] = await selectPeriodPayments(ctx.db, appId, { subscriptionId: id, limit: 1 })
  return payment ?? null
}

async function isFirstSubmission(
  ctx: Context,
  { recorded }: SubscriptionChange,
  { id, submittedAt }: PaymentRow,
): Promise<boolean> {
  if (recorded.some((each) => each.id === id)) return true
  return submittedAt === null && updatePaymentSubmitted(ctx.db, ctx.app.appId, id, ctx.clock())
}
