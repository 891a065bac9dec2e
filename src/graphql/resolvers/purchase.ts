import { cancelPurchase } from '../../domain/purchase/cancel-purchase.ts'
import { getPurchase } from '../../domain/purchase/get-purchase.ts'
import { listPurchases } from '../../domain/purchase/list-purchases.ts'
import { requestPurchase } from '../../domain/purchase/request-purchase.ts'
import { verifyPurchase } from '../../domain/purchase/verify-purchase.ts'
import { watchPurchase } from '../../domain/purchase/watch-purchase.ts'
import type { PurchaseRow } from '../../domain/models.ts'
import { createProblem } from '../../domain/problem.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  MutationResolvers,
  PurchaseFilter,
  PurchaseResolvers,
  QueryResolvers,
  SubscriptionResolvers,
} from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { abortable } from './abortable.ts'
import { assertStorableTexts } from './payment-filter.ts'
import { parseReceiptInput } from './receipt-input.ts'
import { assertFound } from './assert-found.ts'

export const purchaseQueries = {
  purchase: (_, { id }, context) => getPurchase(domainOf(context), id),
  purchases: async (_, { filter, first, after, last, before }, context) => {
    const page = await listPurchases(domainOf(context), {
      conditions: toPurchaseConditions(filter ?? {}),
      first: first ?? null,
      after: after ?? null,
      last: last ?? null,
      before: before ?? null,
    })
    return toConnection(page)
  },
} satisfies QueryResolvers

export const purchaseMutations = {
  requestPurchase: async (_, { input }, context) => {
    const { userId = null, itemId, store, storeBundleId = null } = input
    const { developerPayload = null, idempotencyKey = null } = input
    const request = { userId, itemId, store, storeBundleId, developerPayload, idempotencyKey }
    return { replayed: false, ...(await requestPurchase(domainOf(context), request)) }
  },
  verifyPurchase: async (_, { input }, context) => {
    const { purchaseId = null, userId = null, idempotencyKey = null } = input
    const request = { purchaseId, userId, idempotencyKey, ...parseReceiptInput(input.receipt) }
    const { hasProofOfPurchase, payment, ...outcome } = await verifyPurchase(domainOf(context), request)
    return {
      replayed: false,
      ...outcome,
      payment: payment === undefined ? null : { ...payment, hasProofOfPurchase: hasProofOfPurchase === true },
    }
  },
  cancelPurchase: (_, { input: { purchaseId, reason = null } }, context) =>
    cancelPurchase(domainOf(context), { purchaseId, reason }),
} satisfies MutationResolvers

export const purchaseSubscriptions = {
  purchaseUpdated: {
    subscribe: (_, { id }, context) => abortable((signal) => watchPurchase(domainOf(context), id, signal)),
    resolve: (purchase: PurchaseRow) => purchase,
  },
} satisfies SubscriptionResolvers

function toPurchaseConditions({ status, store, userId, itemId, requestedBetween }: PurchaseFilter) {
  return assertStorableTexts({
    status,
    store,
    userExternalId: userId,
    itemExternalId: itemId,
    requestedFrom: requestedBetween?.from,
    requestedTo: requestedBetween?.to,
  })
}

export const Purchase = {
  id: ({ id }) => encodeId('pur', id),
  user: async ({ userId }, _, context) => assertFound(await loadersOf(context).users.load(userId)),
  item: async ({ itemId }, _, context) => assertFound(await loadersOf(context).items.load(itemId)),
  payment: ({ id, status }, _, context) =>
    status === 'VERIFIED' ? loadersOf(context).paymentOfPurchase.load(id) : null,
  subscription: ({ id, status }, _, context) =>
    status === 'VERIFIED' ? loadersOf(context).subscriptionOfPurchase.load(id) : null,
  problem: ({ status, endReason }) =>
    status === 'CANCELED' || status === 'FAILED'
      ? createProblem('PURCHASE_CANCELED', endReason ?? 'The purchase was canceled.')
      : null,
  events: ({ id }, _, context) => loadersOf(context).eventsOfPurchase.load(id),
  discrepancies: ({ id }, _, context) =>
    domainOf(context).caller.kind === 'CLIENT' ? [] : loadersOf(context).discrepanciesOfPurchase.load(id),
} satisfies PurchaseResolvers
