import {
  insertPeriodPayment,
  updatePaymentReplaced,
  updatePurchaseSubscribed,
} from '../../db/queries/insert-period-payment.ts'
import { insertVerifiedPurchase, type PurchaseRow } from '../../db/queries/purchases.ts'
import { insertSubscriptionEvents } from '../../db/queries/subscription-events.ts'
import { updateSubscription } from '../../db/queries/subscriptions.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { ItemRow, PaymentRow, SubscriptionRow } from '../models.ts'
import { buildPurchase } from '../store-sync/build-purchase.ts'
import { buildPeriodPayment } from './build-period-payment.ts'
import { findChangePurchase } from './find-change-purchase.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import type { Chain } from './lock-chain.ts'
import type { SnapshotPlan } from './diff-snapshot.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

type Recording = {
  readonly chain: Chain
  readonly owner: SubscriptionOwner
  readonly subscription: SubscriptionRow
  readonly plan: SnapshotPlan
}

export type RecordedPeriods = {
  readonly payments: readonly PaymentRow[]
  readonly subscription: SubscriptionRow
  /** The reservation that a change of the plan has fulfilled: the events name it, so that whoever waits for it hears of it. */
  readonly changePurchase: PurchaseRow | null
}

/** Records the missing periods as payments of the owner, oldest first, each with its events. */
export async function recordPeriods(
  ctx: AppContext,
  reading: SubscriptionReading,
  recording: Recording,
): Promise<RecordedPeriods> {
  const { chain, owner, plan } = recording
  const changePurchase = await findChangePurchase(ctx, reading, recording)
  const subscription = await writePurchase(ctx, reading, { ...recording, changePurchase })
  const { purchaseId } = subscription
  if (purchaseId === null) return { payments: [], subscription, changePurchase }
  const eventSubject = { ...subscription, purchaseId: changePurchase?.id ?? purchaseId }
  const isNewToken = chain.ownToken === null || chain.absorbed !== null || chain.payments.length === 0
  const payments: PaymentRow[] = []
  for (const [index, missing] of plan.missing.entries()) {
    const record = buildPeriodPayment(ctx, reading, {
      missing,
      item: requireItem(plan, missing.period.storeProductId),
      owner: { userId: owner.user.id, purchaseId, subscriptionId: subscription.id },
      earlier: [...chain.payments, ...payments],
      isFirstOfToken: isNewToken && index === 0,
      isLast: index === plan.missing.length - 1,
      isImported: chain.isImported,
    })
    const payment = await insertPeriodPayment(ctx.db, record)
    payments.push(payment)
    if (!chain.isImported) await writePeriodEvent(ctx, { subscription: eventSubject, plan, index, payment })
    await markReplaced(ctx, [...chain.payments, ...payments], payment)
  }
  return { payments, subscription, changePurchase }
}

function requireItem({ items }: SnapshotPlan, product: string): ItemRow {
  const item = items.get(product)
  if (item == null) throw new Error('a period is recorded only with its item')
  return item
}

async function writePeriodEvent(
  ctx: AppContext,
  {
    subscription,
    plan,
    index,
    payment,
  }: Pick<Recording, 'subscription' | 'plan'> & { readonly index: number; readonly payment: PaymentRow },
): Promise<void> {
  const event = plan.missing[index]?.event ?? null
  if (event === null) return
  const { status } = subscription
  const previousStatus = index === 0 ? plan.previousStatus : status
  const row = { id: newUuid(), ...event, paymentId: payment.id, previousStatus, status }
  await insertSubscriptionEvents(ctx.db, subscription, [row], ctx.clock())
}

/** A period that another one takes over before its end is replaced: a refund of it is no loss. */
async function markReplaced(
  ctx: AppContext,
  payments: readonly PaymentRow[],
  { replacesPaymentId, periodStartsAt }: PaymentRow,
): Promise<void> {
  const replaced = payments.find(({ id }) => id === replacesPaymentId)
  if (replaced === undefined || replaced.isReplaced) return
  const isEarlier = (periodStartsAt?.getTime() ?? 0) < (replaced.periodEndsAt?.getTime() ?? 0)
  if (isEarlier) await updatePaymentReplaced(ctx.db, replaced, true)
}

/** All periods share one purchase: the reservation that the first one pays for, or one that is made for it. */
async function writePurchase(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, owner, subscription, plan, changePurchase }: Recording & Pick<RecordedPeriods, 'changePurchase'>,
): Promise<SubscriptionRow> {
  const { appId } = ctx.app
  const { saleRead, store } = reading
  const key = saleRead.key
  const reserved = owner.purchase
  const isOpen = reserved !== null && reserved.status !== 'VERIFIED' && reserved.store === store
  const purchaseId = subscription.purchaseId ?? chain.recorded?.purchaseId ?? null
  if (purchaseId !== null) {
    if (chain.isSuperseded) return subscription
    await updatePurchaseSubscribed(ctx.db, { appId, id: purchaseId }, key)
    if (changePurchase !== null) await updatePurchaseSubscribed(ctx.db, changePurchase, key)
    return subscription.purchaseId === purchaseId
      ? subscription
      : updateSubscription(ctx.db, subscription, { purchaseId })
  }
  const [first] = plan.missing
  if (first === undefined) return subscription
  const item = requireItem(plan, first.period.storeProductId)
  const fulfilled = isOpen && reserved.itemId === item.id ? reserved : null
  const id =
    fulfilled?.id ??
    (await createPurchase(ctx, { owner, item, store, key, product: first.period.storeProductId })).id
  if (fulfilled !== null) await updatePurchaseSubscribed(ctx.db, fulfilled, key)
  return updateSubscription(ctx.db, subscription, { purchaseId: id })
}

async function createPurchase(
  ctx: AppContext,
  {
    owner,
    item,
    store,
    key,
    product,
  }: Pick<Recording, 'owner'> & {
    readonly item: ItemRow
    readonly store: SubscriptionReading['store']
    readonly key: Uint8Array
    readonly product: string
  },
): Promise<PurchaseRow> {
  const purchase = buildPurchase(ctx, {
    userId: owner.user.id,
    itemId: item.id,
    store,
    storeProductId: product,
    developerPayload: null,
  })
  await insertVerifiedPurchase(ctx.db, { ...purchase, status: 'VERIFIED', saleKey: key })
  return purchase
}
