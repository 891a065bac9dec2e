import { importPurchases } from '../../domain/import/import-purchases.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { parseReceiptInput } from './receipt-input.ts'

export const importMutations = {
  importPurchases: async (_, { input }, context) => {
    const purchases = input.purchases.map(({ receipt, ...purchase }) => ({
      userId: purchase.userId,
      itemId: purchase.itemId ?? null,
      consumedAt: purchase.consumedAt ?? null,
      completedAt: purchase.completedAt ?? null,
      ...parseReceiptInput(receipt),
    }))
    const mode = { recordEvents: input.recordEvents ?? false, compareOnly: input.compareOnly ?? false }
    return importPurchases(domainOf(context), purchases, mode)
  },
} satisfies MutationResolvers
