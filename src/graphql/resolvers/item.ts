import { importItems } from '../../domain/item-import/import-items.ts'
import type { PlannedItem } from '../../domain/item-import/plan-item-import.ts'
import { listItems } from '../../domain/item/list-items.ts'
import { upsertItem } from '../../domain/item/upsert-item.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  ItemImportRow,
  ItemResolvers,
  MutationResolvers,
  QueryResolvers,
  StoreProductResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'

export const itemQueries = {
  items: async (_, { store, first, after, last, before }, context) => {
    const request = {
      store: store ?? null,
      first: first ?? null,
      after: after ?? null,
      last: last ?? null,
      before: before ?? null,
    }
    return toConnection(await listItems(domainOf(context), request))
  },
} satisfies QueryResolvers

export const itemMutations = {
  upsertItem: (_, { input }, context) => {
    const { itemId, name = null, type = null, enabled = null } = input
    const { consumeTrial = null, storeProducts = null } = input
    return upsertItem(domainOf(context), { itemId, name, type, enabled, consumeTrial, storeProducts })
  },
  importItems: async (_, { input: { csv, dryRun } }, context) => {
    const outcome = await importItems(domainOf(context), { csv, dryRun: dryRun ?? false })
    const { items, counts, errors, errorCount, problem } = outcome
    const rows = problem === null ? items.map(toImportRow) : null
    return { ...counts, rows, errors, errorCount, problem }
  },
} satisfies MutationResolvers

function toImportRow({ row, before, after, changes }: PlannedItem): ItemImportRow {
  return {
    row,
    itemId: after.item.externalId,
    outcome: before === null ? 'CREATED' : 'CHANGED',
    before: changes?.before ?? null,
    after: changes?.after ?? {},
  }
}

export const StoreProduct = {
  storeBundleId: ({ storeBundleId }) => storeBundleId || null,
} satisfies StoreProductResolvers

export const Item = {
  id: ({ id }) => encodeId('itm', id),
  itemId: ({ externalId }) => externalId,
  storeProducts: ({ id }, _, context) => loadersOf(context).storeProducts.load(id),
} satisfies ItemResolvers
