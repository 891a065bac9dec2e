import { selectItemWithProducts } from '../../db/queries/items.ts'
import {
  selectSubscriptionStatistics,
  type MovementInterval,
  type MonthlyRecurringRevenue,
  type SubscriptionChurn,
  type SubscriptionCounts,
  type SubscriptionMovement,
  type SubscriptionStatistics,
  type TrialConversion,
} from '../../db/queries/subscription-statistics.ts'
import { hasControlCharacter } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import type { StoreValue } from '../models.ts'
import { assertPeriod, dayIn, resolvePeriod } from './check-statistics-request.ts'

export type { MonthlyRecurringRevenue, SubscriptionChurn, SubscriptionCounts, SubscriptionMovement }

/** The trials that ended between two times. */
export type TrialConversionModel = TrialConversion & PeriodTimes

type PeriodTimes = { readonly startsAt: Date; readonly endsAt: Date }

export type SubscriptionStatisticsRequest = {
  /** First and last day, `2026-11-22`; null for the last 30 days. */
  readonly from: string | null
  readonly to: string | null
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly stores: readonly StoreValue[] | null
  /** The developer's own id of the item. */
  readonly itemId: string | null
  readonly interval: MovementInterval
}

export type SubscriptionStatisticsModel = SubscriptionStatistics & {
  readonly from: string
  readonly to: string
  readonly today: string
  readonly timeZone: string
  readonly countedAt: Date
}

/** The times at which the first day starts and the last one ends. */
export function toPeriodTimes({ movement }: Pick<SubscriptionStatistics, 'movement'>): PeriodTimes {
  const [first, last] = [movement[0], movement.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a period must have a day')
  return { startsAt: first.from, endsAt: last.to }
}

/** Of no item at all: nothing matches. */
const noItem = '00000000-0000-0000-0000-000000000000'

/**
 * The subscriptions of an AppKey: how many there are now, what came and went in a period, and the monthly recurring revenue.
 * @throws RequestError if the request makes no sense, or would read too much
 */
export async function getSubscriptionStatistics(
  ctx: Context,
  request: SubscriptionStatisticsRequest,
): Promise<SubscriptionStatisticsModel> {
  const { db, app } = ctx
  const now = ctx.clock()
  const timeZone = app.row.reportingTimeZone
  const today = dayIn(timeZone, now)
  const period = resolvePeriod(request, today)
  assertPeriod(period)
  const { environment, stores, interval } = request
  const itemId = await findItemId(ctx, request.itemId)
  const query = { appId: app.appId, environment, stores, itemId, ...period, timeZone, interval, now }
  return { ...(await selectSubscriptionStatistics(db, query)), ...period, today, timeZone, countedAt: now }
}

async function findItemId({ db, app }: Context, externalId: string | null): Promise<string | null> {
  if (externalId === null) return null
  // No item has such an id, and PostgreSQL takes no text with U+0000.
  if (hasControlCharacter(externalId)) return noItem
  return (await selectItemWithProducts(db, app.appId, externalId))?.item.id ?? noItem
}
