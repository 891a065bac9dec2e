import {
  StoreMisconfiguredError,
  type StoreAdapter,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The problem of a call that needs a connection which the app does not have. */
export function storeNotConnected(store: string, field: readonly string[] = []): Problem {
  return createProblem('STORE_NOT_CONNECTED', describeMissingConnection(store), field)
}

/** @throws StoreMisconfiguredError if the app has no connection to the store */
export async function requireStoreAdapter(ctx: AppContext, store: StoreName): Promise<StoreAdapter> {
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter === null) throw new StoreMisconfiguredError(describeMissingConnection(store))
  return adapter
}

function describeMissingConnection(store: string): string {
  return `No ${store} connection is configured for this app.`
}
