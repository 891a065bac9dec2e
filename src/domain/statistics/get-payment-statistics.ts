import { selectFeedDistance } from '../../db/queries/events.ts'
import { selectItemWithProducts } from '../../db/queries/items.ts'
import {
  selectBuyerGroups,
  selectStatisticsGroups,
  type BuyerGroup,
  type StatisticsGroup,
  type StatisticsQuery,
} from '../../db/queries/payment-statistics.ts'
import { selectStatisticsState, type StatisticsState } from '../../db/queries/statistics-progress.ts'
import { hasControlCharacter } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import {
  assertStatisticsRequest,
  dayIn,
  resolvePeriod,
  type StatisticsRequest,
} from './check-statistics-request.ts'

export type { BuyerGroup }

export type StatisticsGroupModel = StatisticsGroup & {
  /** Null if the request groups or filters by what has no number of buyers. */
  readonly buyerCount: bigint | null
}

export type PaymentStatisticsModel = {
  readonly from: string
  readonly to: string
  readonly today: string
  readonly timeZone: string
  readonly updatedAt: Date | null
  readonly pendingEventCount: bigint
  readonly isComplete: boolean
  readonly groups: readonly StatisticsGroupModel[]
  readonly hasMoreGroups: boolean
  /** Null if the request filters by what has no number of buyers. */
  readonly buyers: readonly BuyerGroup[] | null
}

const maxGroups = 2_000

/**
 * Sales, refunds and buyers of a period, from the daily totals.
 * @throws RequestError if the request makes no sense, or would read too much
 */
export async function getPaymentStatistics(
  ctx: Context,
  request: StatisticsRequest,
): Promise<PaymentStatisticsModel> {
  const { appId } = ctx.app
  const state = await selectStatisticsState(ctx.db, appId)
  if (state === null) throw new Error('the app of a caller must exist')
  const timeZone = state.progress?.timeZone ?? state.timeZone
  const today = dayIn(timeZone, ctx.clock())
  const period = resolvePeriod(request, today)
  assertStatisticsRequest({ ...request, ...period })
  const query = await toQuery(ctx, { ...request, ...period }, timeZone)
  const describe = async () => ({ ...(await describeState(ctx, state)), ...period, today })
  if (query === null) return { ...(await describe()), groups: [], hasMoreGroups: false, buyers: null }
  const [described, groups, buyerGroups] = await Promise.all([
    describe(),
    selectStatisticsGroups(ctx.db, query, maxGroups + 1),
    mayCountBuyers(query) ? selectBuyerGroups(ctx.db, query) : null,
  ])
  return {
    ...described,
    groups: addBuyers(groups.slice(0, maxGroups), query, buyerGroups),
    hasMoreGroups: groups.length > maxGroups,
    buyers: selectTotalBuyers(buyerGroups, query),
  }
}

async function describeState(
  { db, app: { appId } }: Context,
  { progress, head, timeZone }: StatisticsState,
): Promise<Pick<PaymentStatisticsModel, 'timeZone' | 'updatedAt' | 'pendingEventCount' | 'isComplete'>> {
  if (progress === null) return { timeZone, updatedAt: null, pendingEventCount: head, isComplete: false }
  const { position } = progress
  const pendingEventCount =
    position >= head ? 0n : await selectFeedDistance(db, appId, { from: position, to: head })
  const isComplete = !progress.isClearing && progress.recountAfter === null && progress.timeZone === timeZone
  return { timeZone: progress.timeZone, updatedAt: progress.updatedAt, pendingEventCount, isComplete }
}

/** Null if there is no such item, so that nothing matches. */
async function toQuery(
  { db, app: { appId } }: Context,
  request: StatisticsRequest & { readonly from: string; readonly to: string },
  timeZone: string,
): Promise<StatisticsQuery | null> {
  if (request.itemId === null) return { ...request, appId, itemId: null, timeZone }
  // No item has such an id, and PostgreSQL takes no text with U+0000.
  if (hasControlCharacter(request.itemId)) return null
  const found = await selectItemWithProducts(db, appId, request.itemId)
  return found === null ? null : { ...request, appId, itemId: found.item.id, timeZone }
}

/** A user can pay in several stores, for several items and from several countries, and would be counted in each. */
function mayCountBuyers({ stores, itemId, countryCode }: StatisticsQuery): boolean {
  return stores === null && itemId === null && countryCode === null
}

function addBuyers(
  groups: readonly StatisticsGroup[],
  { groupBy }: StatisticsQuery,
  buyerGroups: readonly BuyerGroup[] | null,
): StatisticsGroupModel[] {
  const isDivided = groupBy.some((dimension) => dimension !== 'DAY' && dimension !== 'MONTH')
  if (buyerGroups === null || isDivided) return groups.map((group) => ({ ...group, buyerCount: null }))
  const keyOf = ({ firstDay, currencyCode }: Pick<BuyerGroup, 'firstDay' | 'currencyCode'>) =>
    `${firstDay} ${currencyCode ?? ''}`
  const counts = new Map(buyerGroups.map((group) => [keyOf(group), group.buyerCount]))
  return groups.map((group) => ({
    ...group,
    buyerCount: group.currencyCode === null ? 0n : (counts.get(keyOf(group)) ?? 0n),
  }))
}

/** The buyers in the currency of the request, or in all currencies together. */
function selectTotalBuyers(
  buyerGroups: readonly BuyerGroup[] | null,
  { currencyCode }: StatisticsQuery,
): readonly BuyerGroup[] | null {
  return buyerGroups?.filter((group) => group.currencyCode === currencyCode) ?? null
}
