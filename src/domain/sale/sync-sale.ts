import { beginSaleRead, claimSaleRead } from '../../db/queries/sales.ts'
import { StoreMisconfigured } from '../../stores/contract.ts'
import type { AppContext } from '../context.ts'
import { applySaleState, change, type SaleChange, type SaleNews } from './apply-sale-state.ts'
import { openReference, sealReference } from './sale-reference.ts'

export type { SaleChange }

/** Which sale, and who asks. */
export type SaleToSync = SaleNews & {
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
  if (adapter === null) throw new StoreMisconfigured(`The AppKey has no connection to ${store}`)
  const given = sale.details === null ? null : sealReference(ctx.keyring, appId, store, sale.details)
  const ticket = await beginSaleRead(ctx.db, { appId, store, key }, given, ctx.clock())
  if (ticket === null) return [change('UNKNOWN')]
  const details = sale.details ?? openReference(ctx.keyring, appId, store, ticket.reference)
  const states = await adapter.readSale(details)
  if (states.length === 0) return [change('UNKNOWN')]
  if (!(await claimSaleRead(ctx.db, { appId, store, key }, ticket.read))) return [change('UNCHANGED')]
  const changes: SaleChange[] = []
  for (const state of states) {
    const read = { store, key, number: ticket.read }
    changes.push(await applySaleState(ctx, { ...sale, traits: adapter.traits, state, read }))
  }
  return changes
}
