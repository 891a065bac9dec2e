import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { importPurchase } from './import-purchase.ts'

export type ImportedPurchase = {
  /** The id of the user in the developer's system. */
  readonly userId: string
  /** The id of the item in the developer's system; null accepts the item that the store sold. */
  readonly itemId: string | null
  readonly store: StoreName
  /** The part of the receipt that is specific to the store. */
  readonly receipt: unknown
  readonly consumedAt: Date | null
  readonly completedAt: Date | null
}

export type ImportMode = { readonly recordEvents: boolean; readonly compareOnly: boolean }

export type ImportDifference = {
  readonly field: 'userId' | 'itemId' | 'consumed' | 'completed' | 'refunded'
  readonly recorded: string
  readonly imported: string
}

export type ImportResult = {
  readonly outcome: 'RECORDED' | 'UPDATED' | 'ALREADY_RECORDED' | 'DIFFERS' | 'NOT_RECORDED' | 'REJECTED'
  readonly payment: PaymentRow | null
  readonly differences: readonly ImportDifference[]
  readonly problem: Problem | null
}

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
