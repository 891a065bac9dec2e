import { upsertSaleRead, updateSaleApplied } from '../../db/queries/sales.ts'
import { updateMissingPriceOfSale } from '../../db/queries/update-missing-fields.ts'
import type { AppContext } from '../context.ts'
import { requireStoreAdapter } from '../store-connection/store-not-connected.ts'
import { applySaleState, createSaleChange, type SaleChange, type SaleUpdate } from './apply-sale-state.ts'
import { decryptSaleReference, encryptSaleReference } from './sale-reference.ts'

export type { SaleChange }

export type SaleToSync = SaleUpdate & {
  /** The hash of the store's key: `hashSaleKey`. */
  readonly key: Uint8Array
  /** What `readSale` of the adapter needs; null to use the stored reference of the sale. */
  readonly details: string | null
}

/**
 * Reads a sale from its store and updates the records to its state. Returns one change for each line of the sale.
 *
 * Each reading gets a number before it begins. Applying one stores its number, and a reading with a lower number is dropped
 * afterwards. Of several concurrent readings the one that began last therefore decides, and the newest state stays.
 * @throws StoreUnavailableError or StoreMisconfiguredError; then nothing was changed
 */
export async function syncSale(ctx: AppContext, sale: SaleToSync): Promise<readonly SaleChange[]> {
  const { appId } = ctx.app
  const { store, key } = sale
  const adapter = await requireStoreAdapter(ctx, store)
  const encryptedReference =
    sale.details === null ? null : encryptSaleReference(ctx.keyring, appId, store, sale.details)
  const notified = sale.notified ?? null
  const started = { encryptedReference, notified, now: ctx.clock() }
  const readToken = await upsertSaleRead(ctx.db, { appId, store, key }, started)
  if (readToken === null) return [createSaleChange('UNKNOWN')]
  // The store signed the price, so it holds even if the reading fails, is older than another one, or returns a canceled sale.
  if (notified?.price != null) await updateMissingPriceOfSale(ctx.db, { appId, store, key }, notified.price)
  const details =
    sale.details ?? decryptSaleReference(ctx.keyring, appId, store, readToken.encryptedReference)
  const states = await adapter.readSale(details)
  if (states.length === 0) return [createSaleChange('UNKNOWN')]
  const { version, notifiedAccountToken } = readToken
  const saleRead = { store, key, version, readAt: ctx.clock() }
  if (!(await updateSaleApplied(ctx.db, { appId, store, key }, saleRead)))
    return [createSaleChange('UNCHANGED')]
  const reading = { ...sale, traits: adapter.traits, saleRead, notifiedAccountToken }
  const changes: SaleChange[] = []
  for (const state of states) changes.push(await applySaleState(ctx, { ...reading, state }))
  return changes
}
