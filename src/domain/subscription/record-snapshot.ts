import {
  deleteSubscription,
  insertSubscription,
  replaceSubscriptionLines,
  updateSubscription,
  upsertSubscriptionTokens,
} from '../../db/queries/subscriptions.ts'
import { insertSubscriptionEvents } from '../../db/queries/subscription-events.ts'
import { updateEntitlementsOfSubscription } from '../../db/queries/update-user-entitlements.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, SubscriptionRow } from '../models.ts'
import { recordDeviceAcknowledgement } from '../store-sync/record-device-acknowledgement.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import type { SubscriptionOwner } from './find-subscription-owner.ts'
import type { SnapshotPlan } from './diff-snapshot.ts'
import { encryptPeriods } from './kept-periods.ts'
import type { Chain } from './lock-chain.ts'
import { planSnapshot } from './plan-snapshot.ts'
import { recordPeriods } from './record-periods.ts'
import { updatePeriods, type PeriodUpdate } from './update-periods.ts'
import {
  createSubscriptionChange,
  type SubscriptionChange,
  type SubscriptionReading,
} from './subscription-reading.ts'

type Recording = { readonly chain: Chain; readonly owner: SubscriptionOwner | null }

/** Writes what differs between the records and the snapshot. */
export async function recordSnapshot(
  ctx: AppContext,
  reading: SubscriptionReading,
  { chain, owner }: Recording,
): Promise<SubscriptionChange> {
  const plan = await planSnapshot(ctx, reading, { chain, owner })
  if (chain.absorbed !== null) await absorb(ctx, reading, chain)
  const subscription = await writeRow(ctx, reading, { chain, plan })
  await writeTokens(ctx, reading, { chain, subscription })
  const recorded =
    owner === null ? null : await recordPeriods(ctx, reading, { chain, owner, subscription, plan })
  const payments = recorded?.payments ?? []
  const updated = await updatePeriods(ctx, {
    ...reading.snapshot,
    source: reading.source,
    saleRead: chain.isOlderStatement ? null : reading.saleRead,
    payments: chain.payments,
    recorded: payments,
  })
  await recordAcknowledgement(ctx, reading, { chain, payments: [...chain.payments, ...payments] })
  const current = recorded?.subscription ?? subscription
  const changePurchase = recorded?.changePurchase ?? null
  const eventSubject = { ...current, purchaseId: changePurchase?.id ?? current.purchaseId }
  const events = changePurchase === null ? plan.events : namePurchaseOfChange(plan, chain)
  if (!chain.isImported) await writeEvents(ctx, eventSubject, { ...plan, events })
  if (plan.differs || payments.length > 0 || updated.length > 0) {
    const cause = { paymentId: payments.at(-1)?.id ?? null, now: ctx.clock() }
    await updateEntitlementsOfSubscription(ctx.db, current, cause)
  }
  return describe({ chain, plan, subscription: current, recorded: payments, updated })
}

/** A chain whose first payment was pending is that of a token which replaces another chain's. */
async function absorb(
  ctx: AppContext,
  { store, saleRead }: SubscriptionReading,
  chain: Chain,
): Promise<void> {
  const { absorbed, recorded } = chain
  if (absorbed === null || recorded === null) return
  const token = { appId: ctx.app.appId, store, saleKey: saleRead.key, subscriptionId: recorded.id }
  await upsertSubscriptionTokens(ctx.db, [{ ...token, supersededAt: null, createdAt: ctx.clock() }])
  await deleteSubscription(ctx.db, absorbed.appId, absorbed.id)
}

async function writeRow(
  ctx: AppContext,
  { store }: SubscriptionReading,
  { chain, plan }: { readonly chain: Chain; readonly plan: SnapshotPlan },
): Promise<SubscriptionRow> {
  const { appId } = ctx.app
  const encryptedPeriods = encryptPeriods(ctx, { appId, store }, plan.keptPeriods)
  const { recorded } = chain
  if (recorded === null) {
    const row = {
      ...plan.row,
      appId,
      id: newUuid(),
      purchaseId: null,
      createdAt: ctx.clock(),
      encryptedPeriods,
      version: 0,
    }
    await insertSubscription(ctx.db, row)
    await replaceSubscriptionLines(ctx.db, row, plan.lines)
    return row
  }
  const keepsPeriods = plan.keptPeriods.length > 0 || recorded.encryptedPeriods !== null
  // A reading that changes nothing writes nothing but the times of the check.
  const columns = plan.differs ? plan.row : plan.check
  const changes = keepsPeriods ? { ...columns, encryptedPeriods } : columns
  const row =
    Object.keys(changes).length === 0 ? recorded : await updateSubscription(ctx.db, recorded, changes)
  if (plan.appliesState && plan.linesDiffer) await replaceSubscriptionLines(ctx.db, recorded, plan.lines)
  return row
}

/** The token that was read names the subscription now, and those that it replaces no longer do. */
async function writeTokens(
  ctx: AppContext,
  { store, saleRead, snapshot }: SubscriptionReading,
  { chain, subscription }: { readonly chain: Chain; readonly subscription: SubscriptionRow },
): Promise<void> {
  if (chain.ownToken !== null && chain.absorbed === null) return
  const now = ctx.clock()
  const scope = { appId: ctx.app.appId, store, subscriptionId: subscription.id, createdAt: now }
  const former = snapshot.replaces.map((key) => ({
    ...scope,
    saleKey: hashSaleKey(key),
    supersededAt: now,
  }))
  await upsertSubscriptionTokens(ctx.db, [{ ...scope, saleKey: saleRead.key, supersededAt: null }, ...former])
}

async function writeEvents(
  ctx: AppContext,
  subscription: SubscriptionRow,
  plan: SnapshotPlan,
): Promise<void> {
  // A subscription of nobody has no purchase that an event could name. Its events begin when it is claimed.
  if (subscription.purchaseId === null) return
  const events = plan.events.map((event) => ({
    id: newUuid(),
    ...event,
    paymentId: null,
    previousStatus: plan.previousStatus,
    status: subscription.status,
  }))
  await insertSubscriptionEvents(ctx.db, subscription, events, ctx.clock())
}

async function recordAcknowledgement(
  ctx: AppContext,
  { snapshot }: SubscriptionReading,
  { chain, payments }: { readonly chain: Chain; readonly payments: readonly PaymentRow[] },
): Promise<void> {
  const pending = payments.find(({ acknowledgementStatus }) => acknowledgementStatus === 'PENDING')
  if (pending === undefined || chain.isSuperseded) return
  await recordDeviceAcknowledgement(ctx, pending, snapshot.acknowledgement)
}

/** Each purchase has an event that names it: a change that was told before its purchase was known is told again. */
function namePurchaseOfChange(
  { events, missing, row }: SnapshotPlan,
  { payments }: Chain,
): SnapshotPlan['events'] {
  if (events.length > 0 || missing.some(({ event }) => event !== null)) return events
  if (row.pendingProductId !== null) return [{ type: 'SUBSCRIPTION_CHANGE_SCHEDULED', reason: null }]
  const [newest, before] = payments
  const reason = newest?.itemId === before?.itemId ? 'PLAN' : 'PRODUCT'
  return [{ type: 'SUBSCRIPTION_CHANGED', reason }]
}

type Written = {
  readonly chain: Chain
  readonly plan: SnapshotPlan
  readonly subscription: SubscriptionRow
  readonly recorded: SubscriptionChange['recorded']
  readonly updated: readonly PeriodUpdate[]
}

function describe({ chain, plan, subscription, recorded, updated }: Written): SubscriptionChange {
  const isNewlyOwned = subscription.userId !== null && chain.recorded?.userId == null
  const about = { subscription, recorded, isSuperseded: chain.isSuperseded, isNewlyOwned }
  const refund = updated.at(-1)
  if (refund !== undefined) return createSubscriptionChange(refund.step, about)
  if (recorded.length > 0) return createSubscriptionChange('RECORDED', about)
  if (subscription.userId === null) return createSubscriptionChange('UNCLAIMED', about)
  return createSubscriptionChange(plan.differs ? 'UPDATED' : 'UNCHANGED', about)
}
