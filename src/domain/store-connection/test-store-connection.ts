import type { StoreName } from '../../stores/contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'

export async function testStoreConnection(
  ctx: Context,
  input: { readonly store: StoreName },
): Promise<Outcome<{ ok: boolean; finding: string | null }>> {
  const adapter = await ctx.stores.find(ctx.app.appId, input.store)
  if (adapter === null) {
    return {
      problem: createProblem('STORE_NOT_CONNECTED', `The AppKey has no connection to ${input.store}.`, [
        'store',
      ]),
    }
  }
  const outcome = await adapter.testConnection()
  return { ok: outcome.ok, finding: outcome.ok ? null : outcome.problem, problem: null }
}
