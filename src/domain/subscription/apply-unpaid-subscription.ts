import {
  insertSubscription,
  updateSubscription,
  upsertSubscriptionTokens,
} from '../../db/queries/subscriptions.ts'
import { newUuid } from '../../platform/ids.ts'
import type { SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import { moveUnpaidPurchase } from '../store-sync/move-unpaid-purchase.ts'
import type { OwnerDecision } from './find-subscription-owner.ts'
import { findSoldItems, onlySubscriptions } from './find-sold-items.ts'
import type { Chain } from './lock-chain.ts'
import { planNextCheck } from './plan-next-check.ts'
import { toFacts } from './subscription-facts.ts'
import {
  createSubscriptionChange,
  type SubscriptionChange,
  type SubscriptionReading,
} from './subscription-reading.ts'

/** Neither the store nor the records know a period: the first payment is pending, or never came. */
export function wasNeverPaid({ periods, accessUntil }: SubscriptionSnapshot, chain: Chain): boolean {
  return (
    periods.length === 0 &&
    accessUntil === null &&
    chain.payments.length === 0 &&
    (chain.recorded === null || chain.recorded.encryptedPeriods === null)
  )
}

/** Keeps a subscription that waits for its first payment, so that the store is asked again, and moves its purchase. */
export async function applyUnpaidSubscription(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, decision: { owner } }: { readonly chain: Chain; readonly decision: OwnerDecision },
): Promise<SubscriptionChange> {
  const { snapshot, store, saleRead } = reading
  const { appId } = ctx.app
  if (owner === null && chain.recorded === null) return createSubscriptionChange('UNCLAIMED')
  const items = onlySubscriptions(await findSoldItems(ctx, store, snapshot))
  const facts = toFacts(snapshot, items, { at: saleRead.readAt, store })
  const nextCheckAt = planNextCheck(facts, reading, ctx.clock())
  const isEnded = snapshot.state !== 'PENDING'
  const id = chain.recorded?.id ?? newUuid()
  const row = { ...facts, nextCheckAt, endedAt: isEnded ? saleRead.readAt : null }
  if (chain.recorded === null) {
    await insertSubscription(ctx.db, {
      ...row,
      appId,
      id,
      userId: owner?.user.id ?? null,
      purchaseId: owner?.purchase?.id ?? null,
      createdAt: ctx.clock(),
      encryptedPeriods: null,
      version: 0,
    })
    const token = { appId, store, saleKey: saleRead.key, subscriptionId: id }
    await upsertSubscriptionTokens(ctx.db, [{ ...token, supersededAt: null, createdAt: ctx.clock() }])
  } else {
    await updateSubscription(ctx.db, chain.recorded, row)
  }
  return movePurchase(ctx, reading, owner)
}

async function movePurchase(
  ctx: AppContext,
  { snapshot }: SubscriptionReading,
  owner: OwnerDecision['owner'],
): Promise<SubscriptionChange> {
  const kind = snapshot.state === 'PENDING' ? 'pending' : 'canceled'
  const change = createSubscriptionChange(kind === 'pending' ? 'PENDING' : 'CANCELED')
  const purchase = owner?.purchase ?? null
  if (purchase === null) return change
  const sale = {
    storeProductId: purchase.storeProductId,
    accountToken: snapshot.accountToken,
    environment: snapshot.environment,
    reference: snapshot.reference,
    lineItem: '',
    storeTransactionId: null,
  }
  const reason = 'The first payment of the subscription did not arrive.'
  const state = kind === 'pending' ? { ...sale, kind } : { ...sale, kind, reason, raw: snapshot.raw }
  await moveUnpaidPurchase(ctx, purchase, state as Parameters<typeof moveUnpaidPurchase>[2])
  return change
}
