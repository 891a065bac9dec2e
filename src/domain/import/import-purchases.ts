import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { importPurchase } from './import-purchase.ts'
import type { ImportedPurchase, ImportMode, ImportResult } from './imported-purchase.ts'

/** The maximum number of purchases of one call. */
export const maxImportedPurchases = 100

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
  const results = await Promise.all(purchases.map((purchase) => importPurchase(ctx, purchase, mode)))
  return { results, problem: null }
}
