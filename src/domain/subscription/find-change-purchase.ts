import { selectPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { selectReservationOfItem } from '../../db/queries/reservation-of-item.ts'
import type { AppContext } from '../context.ts'
import type { ItemRow } from '../models.ts'
import type { SnapshotPlan } from './diff-snapshot.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import type { Chain } from './lock-chain.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

/** The clock of a store differs from ours by less. */
const clockToleranceMs = 5 * 60_000

type Change = { readonly chain: Chain; readonly owner: SubscriptionOwner; readonly plan: SnapshotPlan }

/**
 * The reservation that a change of the plan fulfils: the periods stay with the first purchase of the subscription. The store names it by
 * its account token, or the app by the receipt. A store that keeps the account token of the first purchase names none, and its
 * notification can come before the receipt: then it is the reservation that the user made for the item last.
 */
export async function findChangePurchase(
  ctx: AppContext,
  reading: SubscriptionReading,
  change: Change,
): Promise<PurchaseRow | null> {
  const { chain } = change
  if ((chain.recorded?.purchaseId ?? null) === null || chain.isSuperseded) return null
  const named = findNamed(reading, change)
  if (named === null) return findReserved(ctx, reading, change)
  // Another reading may have fulfilled it between the call of the app and the lock of the chain.
  const current = await selectPurchase(ctx.db, ctx.app.appId, named.id)
  return current?.status === 'VERIFIED' ? null : current
}

function findNamed(
  { store, snapshot, notifiedAccountToken }: SubscriptionReading,
  { chain, owner: { purchase }, plan }: Change,
): PurchaseRow | null {
  if (purchase === null || purchase.id === chain.recorded?.purchaseId) return null
  if (purchase.status === 'VERIFIED' || purchase.store !== store) return null
  const isNamedByStore = purchase.accountToken === (snapshot.accountToken ?? notifiedAccountToken)
  return isNamedByStore || isFulfilled(purchase, snapshot, { chain, plan }) ? purchase : null
}

/** Whether something was bought since the reservation, and not only the receipt of what was there before submitted for it. */
function isFulfilled(
  { itemId, requestedAt }: PurchaseRow,
  { pendingChange }: SubscriptionReading['snapshot'],
  { chain, plan }: Pick<Change, 'chain' | 'plan'>,
): boolean {
  const since = requestedAt.getTime() - clockToleranceMs
  const isBought = (id: string | undefined, paidAt: Date) => id === itemId && paidAt.getTime() >= since
  return (
    chain.ownToken === null ||
    plan.missing.some(({ period }) => isBought(plan.items.get(period.storeProductId)?.id, period.paidAt)) ||
    chain.payments.some((payment) => isBought(payment.itemId, payment.paidAt)) ||
    (pendingChange !== null && plan.items.get(pendingChange.storeProductId)?.id === itemId)
  )
}

async function findReserved(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, owner, plan }: Change,
): Promise<PurchaseRow | null> {
  const change = findNewChange(reading, { chain, plan })
  if (change === null) return null
  return selectReservationOfItem(ctx.db, {
    appId: ctx.app.appId,
    userId: owner.user.id,
    store: reading.store,
    itemId: change.item.id,
    // What has expired is of this change only if it was reserved in the period before it.
    expiredSince: chain.payments[0]?.periodStartsAt ?? change.at,
    until: new Date(change.at.getTime() + clockToleranceMs),
  })
}

/** What this reading is the first to state: a change that waits for the renewal, or one that has happened without having waited. */
function findNewChange(
  { snapshot: { pendingChange }, saleRead }: SubscriptionReading,
  { chain: { recorded }, plan }: Pick<Change, 'chain' | 'plan'>,
): { readonly item: ItemRow; readonly at: Date } | null {
  const toChange = (product: string, at: Date) => {
    const item = plan.items.get(product) ?? null
    return item === null ? null : { item, at }
  }
  if (pendingChange !== null) {
    const { storeProductId, basePlanId } = pendingChange
    const isRecorded =
      recorded?.pendingProductId === storeProductId && recorded.pendingBasePlanId === basePlanId
    return isRecorded || !plan.appliesState ? null : toChange(storeProductId, saleRead.readAt)
  }
  const changed = plan.missing.findLast(({ kind }) => kind === 'CHANGE')
  if (changed === undefined || changed.period.storeProductId === recorded?.pendingProductId) return null
  return toChange(changed.period.storeProductId, changed.period.paidAt)
}
