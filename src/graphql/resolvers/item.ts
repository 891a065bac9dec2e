import { listItems } from '../../domain/item/list-items.ts'
import { upsertItem } from '../../domain/item/upsert-item.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  ItemResolvers,
  MutationResolvers,
  QueryResolvers,
  StoreProductResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'

export const itemQueries = {
  items: async (_, { store, first, after }, context) => {
    const request = { store: store ?? null, first: first ?? null, after: after ?? null }
    return toConnection(await listItems(domainOf(context), request))
  },
} satisfies QueryResolvers

export const itemMutations = {
  upsertItem: (_, { input }, context) => {
    const { itemId, name = null, type = null, enabled = null, storeProducts = null } = input
    return upsertItem(domainOf(context), { itemId, name, type, enabled, storeProducts })
  },
} satisfies MutationResolvers

export const StoreProduct = {
  storeBundleId: ({ storeBundleId }) => storeBundleId || null,
} satisfies StoreProductResolvers

export const Item = {
  id: ({ id }) => encodeId('itm', id),
  itemId: ({ externalId }) => externalId,
  storeProducts: ({ id }, _, context) => loadersOf(context).storeProducts.load(id),
} satisfies ItemResolvers
