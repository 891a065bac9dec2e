import { selectPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import {
  selectSubscription,
  selectSubscriptionOfStoreAccount,
  selectSubscriptionTokens,
} from '../../db/queries/subscriptions.ts'
import { selectUsersByIds, type UserRow } from '../../db/queries/users.ts'
import type { AppContext } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import { receiptProblem, type Problem } from '../problem.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

export type SubscriptionOwner = {
  readonly user: UserRow
  /** The purchase that the customer made for the subscription; null if there is none. */
  readonly purchase: PurchaseRow | null
}

/** `owner` is null for a subscription that belongs to nobody yet. `problem`: it is not the claiming user's. */
export type OwnerDecision = {
  readonly owner: SubscriptionOwner | null
  readonly problem: Problem | null
  /** The store named a former subscription of the owner, and nothing else. */
  readonly isByFormer: boolean
}

/**
 * I5: whose a subscription is. What is recorded decides, then the account token that the app passed to the store, then the former
 * subscription that the store names, and only then who submits the receipt or what an operator decides.
 */
export async function findSubscriptionOwner(
  ctx: AppContext,
  reading: SubscriptionReading,
  recorded: SubscriptionRow | null,
): Promise<OwnerDecision> {
  const { snapshot, claim } = reading
  const accountToken = snapshot.accountToken ?? reading.notifiedAccountToken
  const byToken = await findPurchase(ctx, snapshot.ownership === 'SHARED' ? null : accountToken)
  const former =
    recorded?.userId == null && byToken === null ? await findKnownFormerOwner(ctx, reading) : null
  const userId = recorded?.userId ?? byToken?.userId ?? former
  const claimant = claim?.kind === 'RECEIPT' ? claim.buyer.user : (claim?.user ?? null)
  const isByFormer = former !== null
  if (userId !== null) {
    const user = await findUser(ctx, userId, claimant)
    const owner = user === null ? null : { user, purchase: choosePurchase(reading, userId, byToken) }
    const problem = claimant === null || claimant.id === userId ? null : belongsToAnother()
    return { owner, problem, isByFormer }
  }
  if (claim === null) return { owner: null, problem: null, isByFormer }
  if (claim.kind === 'ASSIGNMENT')
    return { owner: { user: claim.user, purchase: null }, problem: null, isByFormer }
  const problem = checkProof(ctx, claim.proves, accountToken)
  if (problem !== null) return { owner: null, problem, isByFormer }
  return { owner: claim.buyer, problem: null, isByFormer }
}

/** After a change of the plan the store may still state the account token of the purchase that began the subscription. */
function choosePurchase(
  reading: SubscriptionReading,
  userId: string,
  byToken: PurchaseRow | null,
): PurchaseRow | null {
  const own = ofUser(byToken, userId)
  const named = ofClaim(reading, userId)
  return own === null || own.status === 'VERIFIED' ? (named ?? own) : own
}

function ofUser(purchase: PurchaseRow | null, userId: string): PurchaseRow | null {
  return purchase?.userId === userId ? purchase : null
}

function ofClaim({ claim }: SubscriptionReading, userId: string): PurchaseRow | null {
  return claim?.kind === 'RECEIPT' ? ofUser(claim.buyer.purchase, userId) : null
}

async function findUser(ctx: AppContext, userId: string, claimant: UserRow | null): Promise<UserRow | null> {
  if (claimant?.id === userId) return claimant
  const [user] = await selectUsersByIds(ctx.db, ctx.app.appId, [userId])
  return user ?? null
}

async function findPurchase(ctx: AppContext, accountToken: string | null): Promise<PurchaseRow | null> {
  return accountToken === null ? null : selectPurchaseByAccountToken(ctx.db, ctx.app.appId, accountToken)
}

/** Who was erased owns nothing new: whoever holds the new subscription claims it. */
async function findKnownFormerOwner(ctx: AppContext, reading: SubscriptionReading): Promise<string | null> {
  const userId = await findFormerOwner(ctx, reading)
  if (userId === null) return null
  const [user] = await selectUsersByIds(ctx.db, ctx.app.appId, [userId])
  return user === undefined || user.erasedAt !== null ? null : userId
}

/** The user of the subscription that this one follows, although the store does not link them. */
async function findFormerOwner(
  ctx: AppContext,
  { store, snapshot }: SubscriptionReading,
): Promise<string | null> {
  const { former, storeAccountId, groupId, environment, ownership } = snapshot
  const { appId } = ctx.app
  const keys = [...(former?.key == null ? [] : [former.key]), ...snapshot.replaces].map(hashSaleKey)
  for (const { subscriptionId } of await selectSubscriptionTokens(ctx.db, { appId, store }, keys)) {
    const subscription = await selectSubscription(ctx.db, appId, subscriptionId)
    if (subscription?.environment === environment && subscription.userId !== null) return subscription.userId
  }
  const purchase = await findPurchase(ctx, former?.accountToken ?? null)
  if (purchase !== null) return purchase.userId
  if (storeAccountId === null || groupId === null || ownership === 'SHARED') return null
  const scope = { appId, store, environment, storeAccountId, groupId }
  return (await selectSubscriptionOfStoreAccount(ctx.db, scope))?.userId ?? null
}

function checkProof(
  { app }: AppContext,
  proves: 'POSSESSION' | 'NOTHING',
  accountToken: string | null,
): Problem | null {
  if (proves === 'NOTHING') {
    return receiptProblem(
      'RECEIPT_USER_MISMATCH',
      'A bare transaction id is accepted only for a purchase with an account token.',
    )
  }
  if (accountToken === null || app.row.accountTokenPolicy === 'ALLOW_UNKNOWN') return null
  return receiptProblem(
    'RECEIPT_USER_MISMATCH',
    'The receipt is bound to an account token of no purchase of this user.',
  )
}

export function belongsToAnother(): Problem {
  return receiptProblem('RECEIPT_USER_MISMATCH', 'The subscription belongs to another user.')
}
