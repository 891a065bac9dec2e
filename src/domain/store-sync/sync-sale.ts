import { upsertSaleRead, updateSaleApplied } from '../../db/queries/sales.ts'
import { StoreMisconfiguredError } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { applySaleState, createSaleChange, type SaleChange, type SaleUpdate } from './apply-sale-state.ts'
import { decryptSaleReference, encryptSaleReference } from './sale-reference.ts'

export type { SaleChange }

/** Which sale, and who asks. */
export type SaleToSync = SaleUpdate & {
  /** The hash of the store's key: `hashSaleKey`. */
  readonly key: Uint8Array
  /** How to ask; null to ask as the sale was noted before. */
  readonly details: string | null
}

/**
 * Reads a sale from its store and makes our record say the same, whatever came first. One change for each line of the sale.
 *
 * Readings are numbered before they begin. Whoever applies one says so first, and a reading with a lower number is dropped
 * after that; so of several at once the one that began last decides, and the store's newest word stays.
 * @throws StoreUnavailable, StoreMisconfigured: then nothing was changed
 */
export async function syncSale(ctx: AppContext, sale: SaleToSync): Promise<readonly SaleChange[]> {
  const { appId } = ctx.app
  const { store, key } = sale
  const adapter = await ctx.stores.find(appId, store)
  if (adapter === null) throw new StoreMisconfiguredError(`The AppKey has no connection to ${store}`)
  const encryptedReference =
    sale.details === null ? null : encryptSaleReference(ctx.keyring, appId, store, sale.details)
  const readToken = await upsertSaleRead(ctx.db, { appId, store, key }, encryptedReference, ctx.clock())
  if (readToken === null) return [createSaleChange('UNKNOWN')]
  const details =
    sale.details ?? decryptSaleReference(ctx.keyring, appId, store, readToken.encryptedReference)
  const states = await adapter.readSale(details)
  if (states.length === 0) return [createSaleChange('UNKNOWN')]
  if (!(await updateSaleApplied(ctx.db, { appId, store, key }, readToken.version)))
    return [createSaleChange('UNCHANGED')]
  const changes: SaleChange[] = []
  for (const state of states) {
    const saleRead = { store, key, version: readToken.version }
    changes.push(await applySaleState(ctx, { ...sale, traits: adapter.traits, state, saleRead }))
  }
  return changes
}
