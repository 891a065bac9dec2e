import { selectStoreFacts } from '../../db/queries/set-up-facts.ts'
import { selectStoreConnections, type StoreConnectionRow } from '../../db/queries/store-connections.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { checkConnectedApp } from './check-connected-app.ts'
import { storeNotConnected } from './store-not-connected.ts'
import { toStoreProblem } from './to-store-problem.ts'

type CheckOutcome = Outcome<{
  ok: boolean
  diagnosis: string | null
  /** The connections that were checked, with what was found. */
  connections: readonly StoreConnectionRow[]
}>

type Selection = { readonly store: StoreName; readonly storeBundleId: string | null }

/** Calls the store to check that a connection works, or all connections to the store if none is named, and stores what was found. */
export async function checkStoreConnection(ctx: Context, input: Selection): Promise<CheckOutcome> {
  try {
    return await checkConnections(ctx, input)
  } catch (error) {
    // A caller that may check a connection may also read the reason, which other callers do not see.
    const reason =
      error instanceof StoreMisconfiguredError ? { message: error.message, field: ['store'] } : {}
    return { problem: { ...toStoreProblem(ctx, input.store, error), ...reason } }
  }
}

async function checkConnections(ctx: Context, { store, storeBundleId }: Selection): Promise<CheckOutcome> {
  const all = await ctx.stores.listApps(ctx.app.appId, store)
  const apps = all.filter((app) => storeBundleId === null || app.storeBundleId === storeBundleId)
  if (apps.length === 0) {
    return { problem: storeNotConnected(store, [storeBundleId === null ? 'store' : 'storeBundleId']) }
  }
  const isOnly = apps.length === 1
  const [facts] = await selectStoreFacts(ctx.db, ctx.app.appId, [store])
  const errors: string[] = []
  for (const app of apps) {
    const result = await checkConnectedApp(ctx, { store, app, facts }).catch((error: unknown) => {
      // The error of the only connection is the result of the whole check.
      if (!(error instanceof StoreMisconfiguredError) || isOnly) throw error
      return { ok: false as const, error: error.message }
    })
    if (!result.ok) errors.push(isOnly ? result.error : `${app.storeBundleId}: ${result.error}`)
  }
  const ok = errors.length === 0
  const rows = await selectStoreConnections(ctx.db, ctx.app.appId, store)
  const checked = new Set(apps.map((app) => app.storeBundleId))
  const connections = rows.filter((row) => checked.has(row.storeBundleId))
  return { ok, diagnosis: ok ? null : errors.join(' '), connections, problem: null }
}
