import { assignUnattributedSale } from '../../domain/unattributed-sale/assign-unattributed-sale.ts'
import { listUnattributedSales } from '../../domain/unattributed-sale/list-unattributed-sales.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { MutationResolvers, QueryResolvers, UnattributedSaleResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { toMoney } from './money.ts'

export const unattributedSaleQueries = {
  unattributedSales: async (_, { store, first, after }, context) => {
    const request = { store: store ?? null, first: first ?? null, after: after ?? null }
    return toConnection(await listUnattributedSales(domainOf(context), request))
  },
} satisfies QueryResolvers

export const unattributedSaleMutations = {
  assignUnattributedSale: async (_, { input }, context) => {
    const { idempotencyKey = null, ...request } = input
    const { payment, ...outcome } = await assignUnattributedSale(domainOf(context), {
      ...request,
      idempotencyKey,
    })
    return { replayed: false, ...outcome, payment: payment ?? null }
  },
} satisfies MutationResolvers

export const UnattributedSale = {
  id: ({ id }) => encodeId('sal', id),
  item: ({ itemId }, _, context) => (itemId === null ? null : loadersOf(context).items.load(itemId)),
  price: ({ priceMicros, currencyCode }) => toMoney(priceMicros, currencyCode),
  acknowledgementDeadline: ({ acknowledgementDeadlineAt }) => acknowledgementDeadlineAt,
} satisfies UnattributedSaleResolvers
