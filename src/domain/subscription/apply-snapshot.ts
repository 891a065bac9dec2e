import { isUniqueViolation } from '../../db/errors.ts'
import { insertOperatorAction } from '../../db/queries/audit-log.ts'
import { createRowJob, insertJobs } from '../../db/queries/insert-jobs.ts'
import { updateSaleApplied } from '../../db/queries/sales.ts'
import { runTransaction } from '../../db/transaction.ts'
import type { AppContext } from '../context.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'
import { checkEnvironment, itemMismatch } from '../store-sync/check-transaction.ts'
import { applyUnpaidSubscription, wasNeverPaid } from './apply-unpaid-subscription.ts'
import { checkSoldItem, findSoldItems } from './find-sold-items.ts'
import { findSubscriptionOwner, type OwnerDecision } from './find-subscription-owner.ts'
import { lockChain, type Chain } from './lock-chain.ts'
import { recordOutdatedReading } from './record-outdated-reading.ts'
import { recordSnapshot } from './record-snapshot.ts'
import type { ItemsByProduct } from './subscription-facts.ts'
import {
  createSubscriptionChange,
  type SubscriptionChange,
  type SubscriptionClaim,
  type SubscriptionReading,
} from './subscription-reading.ts'

/** How often the snapshot is applied again because another transaction recorded a part of it at the same time. */
const maxAttempts = 4

/**
 * Updates the records of a subscription to what the store says, in one transaction: the chain, its lines and tokens, the payments of its
 * periods, the events, and the entitlements as the last step.
 */
export async function applySnapshot(
  ctx: AppContext,
  reading: SubscriptionReading,
): Promise<SubscriptionChange> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const change = await runTransaction(ctx.db, (db) => applyInTransaction({ ...ctx, db }, reading))
      ctx.events.notifyCommitted(ctx.app.appId)
      return change
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      if (attempt >= maxAttempts) return createSubscriptionChange('REJECTED', { problem: busy() })
    }
  }
}

/** What `applySnapshot` would reject, without writing anything; null if it would record the snapshot. */
export function checkSnapshot(
  ctx: AppContext,
  reading: SubscriptionReading,
): Promise<SubscriptionChange | null> {
  return runTransaction(ctx.db, async (db) => {
    const transaction = { ...ctx, db }
    const examined = await examine(transaction, reading)
    return 'change' in examined ? examined.change : null
  })
}

function busy() {
  return createProblem('BUSY', 'Other requests are changing this subscription.', [], 100)
}

async function applyInTransaction(
  ctx: AppContext,
  reading: SubscriptionReading,
): Promise<SubscriptionChange> {
  const { appId } = ctx.app
  const { store, saleRead } = reading
  if (!(await updateSaleApplied(ctx.db, { appId, store, key: saleRead.key }, saleRead))) {
    return recordOutdatedReading(ctx, reading)
  }
  const examined = await examine(ctx, reading)
  if ('change' in examined) return examined.change
  const { chain, decision } = examined
  if (wasNeverPaid(reading.snapshot, chain)) return applyUnpaidSubscription(ctx, reading, { chain, decision })
  const change = await recordSnapshot(ctx, reading, { chain, owner: decision.owner })
  await writeAssignment(ctx, reading, change)
  await enqueueAccountToken(ctx, reading, change)
  // The store named the owner by a former subscription, and the receipt came from somebody else.
  return decision.problem === null ? change : { ...change, kind: 'REJECTED', problem: decision.problem }
}

/** An operator has given a subscription of nobody to a user. */
async function writeAssignment(
  ctx: AppContext,
  { claim }: SubscriptionReading,
  { subscription, isNewlyOwned }: SubscriptionChange,
): Promise<void> {
  if (claim?.kind !== 'ASSIGNMENT' || subscription === null || !isNewlyOwned) return
  await insertOperatorAction(ctx.db, subscription, claim.action)
}

/** The store is called by a job, after the commit. */
async function enqueueAccountToken(
  ctx: AppContext,
  { takesAccountToken, notifiedAccountToken, snapshot }: SubscriptionReading,
  { subscription, isNewlyOwned }: SubscriptionChange,
): Promise<void> {
  const isNamed = (snapshot.accountToken ?? notifiedAccountToken) !== null
  if (!takesAccountToken || !isNewlyOwned || isNamed || subscription === null) return
  await insertJobs(ctx.db, [createRowJob('set_account_token', ctx.app.appId, subscription.id)])
}

async function examine(
  ctx: AppContext,
  reading: SubscriptionReading,
): Promise<Checked | { readonly change: SubscriptionChange }> {
  const chain = await lockChain(ctx, reading)
  const { recorded, foreignPayments } = chain
  if (recorded !== null && recorded.environment !== reading.snapshot.environment) {
    const message = 'The store names a subscription of another environment.'
    return { change: reject(receiptProblem('RECEIPT_ENVIRONMENT_REFUSED', message)) }
  }
  if (foreignPayments.length > 0) {
    const message = 'A period of the subscription is recorded as a payment of another one.'
    return { change: reject(receiptProblem('RECEIPT_INVALID', message)) }
  }
  const decision = await findSubscriptionOwner(ctx, reading, recorded)
  const change = await checkReading(ctx, reading, { chain, decision })
  return change === null ? { chain, decision } : { change }
}

type Checked = { readonly chain: Chain; readonly decision: OwnerDecision }

/** Why nothing is recorded; null if the snapshot is to be applied. */
async function checkReading(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, decision }: Checked,
): Promise<SubscriptionChange | null> {
  const { snapshot, claim, traits } = reading
  const { owner, problem, isByFormer } = decision
  const isNew = chain.recorded === null
  // Without a notification nobody else tells of a subscription that its owner bought in the store's own app.
  if (problem !== null && !(isByFormer && isNew)) return reject(problem)
  const user = owner?.user ?? null
  if (user !== null && chain.recorded?.userId == null) {
    const refused = checkEnvironment(ctx.app, { environment: snapshot.environment, traits, user })
    if (refused !== null) return reject(refused)
  }
  if (claim?.kind === 'RECEIPT' && chain.isSuperseded) {
    const message = 'A later purchase has taken the place of this one.'
    return reject(receiptProblem('RECEIPT_INVALID', message))
  }
  if (claim !== null) {
    const items = await findSoldItems(ctx, reading.store, snapshot)
    const mismatch = checkSoldItem(snapshot, items) ?? checkPurchase(claim, items)
    if (mismatch !== null) return reject(mismatch)
  }
  return isNew ? checkNewSubscription(ctx, reading, decision) : null
}

/** The purchase that the caller names is of a product that the subscription has, or will have. */
function checkPurchase(claim: SubscriptionClaim, items: ItemsByProduct): Problem | null {
  const purchase = claim.kind === 'RECEIPT' ? claim.buyer.purchase : null
  if (purchase === null) return null
  return [...items.values()].some((item) => item?.id === purchase.itemId) ? null : itemMismatch()
}

function checkNewSubscription(
  { app }: AppContext,
  { snapshot, claim, traits }: SubscriptionReading,
  { owner }: OwnerDecision,
): SubscriptionChange | null {
  if (snapshot.ownership === 'SHARED') {
    if (owner === null) return createSubscriptionChange('UNCLAIMED')
    if (app.row.familySharingPolicy === 'REFUSE') {
      const message = 'The subscription is shared through Family Sharing. Only its buyer can verify it.'
      return reject(receiptProblem('RECEIPT_USER_MISMATCH', message))
    }
  }
  const isSandbox = snapshot.environment === 'SANDBOX' && !traits.sandboxOnly
  if (owner === null && isSandbox && app.row.sandboxPolicy === 'DENY') {
    return createSubscriptionChange('UNCLAIMED')
  }
  const isEnded = snapshot.state === 'EXPIRED' || snapshot.state === 'REVOKED'
  if (claim?.kind === 'RECEIPT' && isEnded) return reject(subscriptionEnded())
  return null
}

export function subscriptionEnded() {
  return receiptProblem('RECEIPT_INVALID', 'The subscription has ended.')
}

function reject(problem: NonNullable<SubscriptionChange['problem']>): SubscriptionChange {
  return createSubscriptionChange('REJECTED', { problem })
}
