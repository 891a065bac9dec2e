import { claimRound, type ReconciliationSource, type Round } from '../../db/queries/reconciliations.ts'
import { newUuid } from '../../platform/ids.ts'
import { StoreMisconfigured, type StoreName } from '../../stores/contract.ts'
import type { StoreLists } from '../../stores/list-contract.ts'
import type { AppContext } from '../context.ts'
import { compareBuyers } from './compare-buyers.ts'
import { compareMessages } from './compare-messages.ts'
import { comparePurchases } from './compare-purchases.ts'
import { compareRefunds } from './compare-refunds.ts'
import { openNotebook } from './comparison.ts'
import { listFromStore } from './list-of-store.ts'
import { planRound } from './plan-round.ts'
import { leaseMs, workOnRound, type RoundEnd } from './work-on-round.ts'

/** `NOT_DUE`: somebody else is at it, or it was done not long ago. */
export type SourceResult = { readonly source: ReconciliationSource; readonly end: RoundEnd | 'NOT_DUE' }

/**
 * Compares what we say with what a store says, by all of its lists, one after the other. Each comparison is one runner's at a
 * time, goes on where the last one stopped, and asks the store a limited number of times.
 */
export async function reconcileStore(ctx: AppContext, store: StoreName): Promise<readonly SourceResult[]> {
  const lists = await findLists(ctx, store)
  if (lists === null) return []
  const results: SourceResult[] = []
  for (const source of sourcesOf(lists)) {
    results.push({ source, end: await reconcileSource(ctx, store, lists, source) })
  }
  return results
}

async function findLists(ctx: AppContext, store: StoreName): Promise<StoreLists | null> {
  const { appId } = ctx.app
  try {
    return (await ctx.stores.find(appId, store))?.lists ?? null
  } catch (error) {
    if (!(error instanceof StoreMisconfigured)) throw error
    ctx.log.warn({ error, appId, store }, 'the connection does not work: the store cannot be compared with')
    return null
  }
}

function sourcesOf(lists: StoreLists): readonly ReconciliationSource[] {
  return [
    ...(lists.messages === undefined ? [] : (['NOTIFICATIONS'] as const)),
    ...(lists.refunds === undefined ? [] : (['REFUNDS'] as const)),
    ...(lists.refundsOfBuyer === undefined ? [] : (['CUSTOMER_REFUND_HISTORY'] as const)),
    'PURCHASES',
  ]
}

async function reconcileSource(
  ctx: AppContext,
  store: StoreName,
  lists: StoreLists,
  source: ReconciliationSource,
): Promise<RoundEnd | 'NOT_DUE'> {
  const now = ctx.clock()
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const plan = planRound(source, lists.lookbackMs, ctx.limits)
  const round = await claimRound(ctx.db, {
    ...{ appId: ctx.app.appId, store, source, now },
    newRunId: newUuid(),
    leasedUntil: ago(-leaseMs),
    earliest: ago(plan.reachMs),
    overlapMs: plan.overlapMs,
    comparedBefore: ago(plan.everyMs),
    staleBefore: plan.validMs === null ? new Date(0) : ago(plan.validMs),
  })
  return round === null ? 'NOT_DUE' : compare(ctx, lists, round)
}

function compare(ctx: AppContext, lists: StoreLists, round: Round): Promise<RoundEnd> {
  const notebook = openNotebook(ctx, round)
  const { refunds, messages, refundsOfBuyer } = lists
  const { window, source } = round
  if (source === 'REFUNDS' && refunds !== undefined) {
    return workOnRound(notebook, {
      list: (place) => listFromStore((page) => refunds(window, page), place),
      compare: (sales) => compareRefunds(notebook, sales),
    })
  }
  if (source === 'NOTIFICATIONS' && messages !== undefined) {
    return workOnRound(notebook, {
      list: (place) => listFromStore((page) => messages(window, page), place),
      compare: (pushed) => compareMessages(notebook, pushed),
    })
  }
  if (source === 'CUSTOMER_REFUND_HISTORY' && refundsOfBuyer !== undefined) {
    return workOnRound(notebook, compareBuyers(notebook, refundsOfBuyer))
  }
  return workOnRound(notebook, comparePurchases(notebook))
}
