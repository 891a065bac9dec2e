import {
  selectPaymentsOfTransactions,
  selectPeriodPayments,
  selectSubscriptionForUpdate,
  selectSubscriptionLines,
  selectSubscriptionTokens,
  type SubscriptionTokenRow,
} from '../../db/queries/subscriptions.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, SubscriptionLineRow, SubscriptionRow } from '../models.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

/** What is recorded of a subscription, locked until the end of the transaction. */
export type Chain = {
  /** Null if the store's key is of no recorded subscription. */
  readonly recorded: SubscriptionRow | null
  readonly lines: readonly SubscriptionLineRow[]
  /** Its payments, newest period first. */
  readonly payments: readonly PaymentRow[]
  /** The payments of these periods that belong to another subscription, or to none. */
  readonly foreignPayments: readonly PaymentRow[]
  /** The recorded token that was read; null if it is new. */
  readonly ownToken: SubscriptionTokenRow | null
  /** A chain that the token began while it was not paid, and that another chain takes over now. */
  readonly absorbed: SubscriptionRow | null
  /** A later token has taken the place of the one that was read. */
  readonly isSuperseded: boolean
  /** The store made a later statement that is recorded. */
  readonly isOlderStatement: boolean
  /**
   * It comes from a file, and this is the first reading: the other server knows and delivered what was paid before, so nothing of it is
   * reported or can be consumed.
   */
  readonly isImported: boolean
}

const maxPayments = 1_000

/** How often the chain is looked up again because another transaction recorded it between two statements of this one. */
const maxAttempts = 3

export async function lockChain(ctx: AppContext, reading: SubscriptionReading): Promise<Chain> {
  for (let attempt = 1; ; attempt += 1) {
    const chain = await lockRecorded(ctx, reading)
    if (attempt === maxAttempts || !(await wasRecordedMeanwhile(ctx, reading, chain))) return chain
  }
}

/** Whether periods look as if they were of another subscription only because their chain was not recorded when it was looked up. */
async function wasRecordedMeanwhile(
  ctx: AppContext,
  { snapshot, store, saleRead }: SubscriptionReading,
  { foreignPayments }: Chain,
): Promise<boolean> {
  if (foreignPayments.length === 0) return false
  const keys = [saleRead.key, ...snapshot.replaces.map(hashSaleKey)]
  const tokens = await selectSubscriptionTokens(ctx.db, { appId: ctx.app.appId, store }, keys)
  return foreignPayments.every(({ subscriptionId }) =>
    tokens.some((token) => token.subscriptionId === subscriptionId),
  )
}

async function lockRecorded(ctx: AppContext, reading: SubscriptionReading): Promise<Chain> {
  const { appId } = ctx.app
  const { snapshot, store, saleRead } = reading
  const scope = { appId, store }
  const [token] = await selectSubscriptionTokens(ctx.db, scope, [saleRead.key])
  const former = await selectSubscriptionTokens(ctx.db, scope, snapshot.replaces.map(hashSaleKey))
  const ownId = token?.subscriptionId ?? null
  const formerId = former[0]?.subscriptionId ?? null
  const own = ownId === null ? null : await selectSubscriptionForUpdate(ctx.db, appId, ownId)
  const isAbsorbed =
    own?.status === 'PENDING' && formerId !== null && formerId !== ownId && own.accessUntil === null
  const useFormer = own === null || isAbsorbed
  const recorded =
    useFormer && formerId !== null ? await selectSubscriptionForUpdate(ctx.db, appId, formerId) : own
  // After the lock: another transaction may have superseded the token in the meantime.
  const [ownToken = null] = await selectSubscriptionTokens(ctx.db, scope, [saleRead.key])
  const ids = snapshot.periods.map(({ periodId }) => periodId)
  const { environment } = snapshot
  const ofPeriods = await selectPaymentsOfTransactions(ctx.db, { ...scope, environment }, ids)
  const isOwn = ({ subscriptionId }: PaymentRow) => recorded !== null && subscriptionId === recorded.id
  const newest = await readPayments(ctx, recorded)
  const ownPayments = [
    ...newest,
    ...ofPeriods.filter((each) => isOwn(each) && !newest.some(({ id }) => id === each.id)),
  ]
  return {
    recorded,
    lines: recorded === null ? [] : await selectSubscriptionLines(ctx.db, appId, [recorded.id]),
    payments: ownPayments,
    foreignPayments: ofPeriods.filter((each) => !isOwn(each)),
    ownToken,
    absorbed: isAbsorbed ? own : null,
    isSuperseded: ownToken !== null && ownToken.supersededAt !== null && !isAbsorbed,
    isImported: recorded?.source === 'IMPORT',
    isOlderStatement: isBefore(snapshot.statedAt, recorded?.storeStatedAt ?? null),
  }
}

function isBefore(one: Date | null, other: Date | null): boolean {
  return one !== null && other !== null && one < other
}

async function readPayments(ctx: AppContext, recorded: SubscriptionRow | null): Promise<PaymentRow[]> {
  if (recorded === null) return []
  const request = { subscriptionId: recorded.id, limit: maxPayments }
  return selectPeriodPayments(ctx.db, ctx.app.appId, request)
}
