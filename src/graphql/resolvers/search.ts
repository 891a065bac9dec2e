import { adoptPayment } from '../../domain/search/adopt-payment.ts'
import { lookUpAtStore } from '../../domain/search/look-up-at-store.ts'
import { search } from '../../domain/search/search.ts'
import { toSaleLine } from '../../domain/search/read-store-sales.ts'
import type { MutationResolvers, QueryResolvers, StoreSaleResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { toMoney } from './money.ts'

export const searchQueries = {
  search: (_, { text }, context) => search(domainOf(context), text),
  lookUpAtStore: (_, { text, store }, context) => lookUpAtStore(domainOf(context), text, store ?? null),
} satisfies QueryResolvers

export const searchMutations = {
  adoptPayment: async (_, { input }, context) => {
    const { store, text, reason } = input
    const { storeTransactionId = null, storeProductId = null, userId = null, idempotencyKey = null } = input
    const request = { store, text, storeTransactionId, storeProductId, userId, reason, idempotencyKey }
    const { payment, ...outcome } = await adoptPayment(domainOf(context), request)
    return { replayed: false, ...outcome, payment: payment ?? null }
  },
} satisfies MutationResolvers

export const StoreSale = {
  environment: ({ state }) => toSaleLine(state).environment,
  status: ({ state }) => {
    if (state.kind !== 'verified') return state.kind === 'pending' ? 'PENDING' : 'CANCELED'
    return state.transaction.refund?.full === true ? 'REFUNDED' : 'PAID'
  },
  storeTransactionId: ({ state }) => toSaleLine(state).storeTransactionId,
  storeOrderId: ({ state }) => (state.kind === 'verified' ? state.transaction.storeOrderId : null),
  storeProductId: ({ state }) => toSaleLine(state).storeProductId,
  quantity: ({ state }) => (state.kind === 'verified' ? state.transaction.quantity : null),
  price: ({ state }) => {
    const price = state.kind === 'verified' ? state.transaction.price : null
    return price === null ? null : toMoney(price.amountMicros, price.currencyCode)
  },
  paidAt: ({ state }) => (state.kind === 'verified' ? state.transaction.paidAt : null),
  refund: ({ state }) => {
    if (state.kind !== 'verified' || state.transaction.refund === null) return null
    const { refund, price } = state.transaction
    return { ...refund, amount: toMoney(refund.amountMicros, price?.currencyCode ?? null) }
  },
  acknowledgementDeadline: ({ state }) =>
    state.kind === 'verified' ? state.transaction.acknowledgement.deadlineAt : null,
  accountToken: ({ state }) => toSaleLine(state).accountToken,
  canAdopt: ({ payment, problem }) => payment === null && problem === null,
} satisfies StoreSaleResolvers
