import { StoreMisconfigured, type StoreName } from '../../stores/contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { explainStoreError } from './explain-store-error.ts'

export async function checkStoreConnection(
  ctx: Context,
  input: { readonly store: StoreName },
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  try {
    return await testConnection(ctx, input.store)
  } catch (error) {
    // Whoever may test a connection may hear what is wrong with it.
    const reason = error instanceof StoreMisconfigured ? { message: error.message, field: ['store'] } : {}
    return { problem: { ...explainStoreError(ctx, input.store, error), ...reason } }
  }
}

async function testConnection(
  ctx: Context,
  store: StoreName,
): Promise<Outcome<{ ok: boolean; diagnosis: string | null }>> {
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter === null) {
    const message = `The AppKey has no connection to ${store}.`
    return { problem: createProblem('STORE_NOT_CONNECTED', message, ['store']) }
  }
  const outcome = await adapter.testConnection()
  return { ok: outcome.ok, diagnosis: outcome.ok ? null : outcome.problem, problem: null }
}
