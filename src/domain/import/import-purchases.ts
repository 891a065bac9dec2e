import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { importPurchase } from './import-purchase.ts'
import type { ImportedPurchase, ImportMode, ImportResult } from './imported-purchase.ts'

/** The maximum number of purchases of one call. */
export const maxImportedPurchases = 100

/** About the time in which one of the running calls ends. */
const busyRetryMs = 5_000

/** Records purchases that another server delivered. Each is read from its store, at a bounded rate, and answered on its own. */
export async function importPurchases(
  ctx: Context,
  purchases: readonly ImportedPurchase[],
  mode: ImportMode,
): Promise<Outcome<{ results: readonly ImportResult[] }>> {
  if (purchases.length < 1 || purchases.length > maxImportedPurchases) {
    const message = `purchases must have 1–${maxImportedPurchases} purchases`
    return { problem: createProblem('INVALID_INPUT', message, ['purchases']) }
  }
  const results = await ctx.importPacer.run(() =>
    Promise.all(purchases.map((purchase) => importPurchase(ctx, purchase, mode))),
  )
  if (results !== null) return { results, problem: null }
  const message = 'The server runs as many imports as it may. Repeat the call later.'
  return { problem: createProblem('BUSY', message, [], busyRetryMs) }
}
