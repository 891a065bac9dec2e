import type { StoreTransaction } from '../bridges/bridge.ts'

/** A transaction as a bridge reported it; null for anything else. Bridges may be written without types. */
export function readTransaction(value: unknown): StoreTransaction | null {
  const { id, productId, accountToken, state, receipt } = (value ?? {}) as Partial<StoreTransaction>
  if (!id || !productId || !receipt || (state !== 'PAID' && state !== 'PENDING')) return null
  return { id, productId, accountToken: accountToken ?? null, state, receipt }
}
