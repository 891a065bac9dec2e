import {
  StoreMisconfiguredError,
  type StoreAdapter,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { storeNotConnected } from './store-not-connected.ts'
import { toStoreProblem } from './to-store-problem.ts'

/** Calls the store to check that a connection works, or all connections to the store if none is named. */
export async function checkStoreConnection(
  ctx: Context,
  input: { readonly store: StoreName; readonly storeBundleId: string | null },
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  try {
    return await checkConnection(ctx, input)
  } catch (error) {
    // A caller that may check a connection may also read the reason, which other callers do not see.
    const reason =
      error instanceof StoreMisconfiguredError ? { message: error.message, field: ['store'] } : {}
    return { problem: { ...toStoreProblem(ctx, input.store, error), ...reason } }
  }
}

async function checkConnection(
  ctx: Context,
  { store, storeBundleId }: { readonly store: StoreName; readonly storeBundleId: string | null },
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  const adapter =
    storeBundleId === null
      ? await ctx.stores.find(ctx.app.appId, store)
      : await findAppAdapter(ctx, store, storeBundleId)
  if (adapter === null) {
    return { problem: storeNotConnected(store, [storeBundleId === null ? 'store' : 'storeBundleId']) }
  }
  const outcome = await adapter.checkConnection()
  return { ok: outcome.ok, diagnosis: outcome.ok ? null : outcome.error, problem: null }
}

async function findAppAdapter(
  ctx: Context,
  store: StoreName,
  storeBundleId: string,
): Promise<StoreAdapter | null> {
  const apps = await ctx.stores.listApps(ctx.app.appId, store)
  return apps.find((app) => app.storeBundleId === storeBundleId)?.adapter ?? null
}
