import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { storeNotConnected } from './store-not-connected.ts'
import { toStoreProblem } from './to-store-problem.ts'

/** Calls the store to check that the connection works. */
export async function checkStoreConnection(
  ctx: Context,
  input: { readonly store: StoreName },
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  try {
    return await checkConnection(ctx, input.store)
  } catch (error) {
    // A caller that may check a connection may also read the reason, which other callers do not see.
    const reason =
      error instanceof StoreMisconfiguredError ? { message: error.message, field: ['store'] } : {}
    return { problem: { ...toStoreProblem(ctx, input.store, error), ...reason } }
  }
}

async function checkConnection(
  ctx: Context,
  store: StoreName,
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter === null) return { problem: storeNotConnected(store, ['store']) }
  const outcome = await adapter.checkConnection()
  return { ok: outcome.ok, diagnosis: outcome.ok ? null : outcome.error, problem: null }
}
