import type { PastedObject, PastedText, StoreTextMatch } from '../contract/sale-search.ts'
import { createTextMatch, isTokenLike } from '../shared/text-match.ts'
import { productIdSchema, purchaseTokenSchema } from './api-types.ts'
import { oneStoreMarkets } from './config.ts'
import { toSubscriptionKey } from './sale-reference.ts'

/** Of a purchase: 20 digits, in the sandbox with a prefix. */
const sandboxPurchasePattern = /^SANDBOX\d{6,30}$/
const purchasePattern = /^\d{17,24}$/
const orderPattern = /^ONESTORE\d?_\d{6,40}$/
/** What Google Play issues has other forms. */
const googlePattern = /^GPA\.|\.AO-/

export function recognizeText({ text, objects }: PastedText): readonly StoreTextMatch[] {
  const upper = text.toUpperCase()
  return [
    ...recognizePurchase(upper),
    ...(orderPattern.test(upper) ? [createTextMatch('ORDER_ID', { storeOrderIds: [upper] })] : []),
    ...(isTokenLike(text) && !googlePattern.test(upper) ? recognizeToken(text) : []),
    ...objects.flatMap(recognizeObject),
  ]
}

/** ONE store's API finds no purchase by its id. */
function recognizePurchase(id: string): StoreTextMatch[] {
  const isSandbox = sandboxPurchasePattern.test(id)
  if (!isSandbox && !purchasePattern.test(id)) return []
  const environment = isSandbox ? 'SANDBOX' : null
  return [createTextMatch('TRANSACTION_ID', { environment, storeTransactionIds: [id] })]
}

function recognizeToken(purchaseToken: string, productId?: string): StoreTextMatch[] {
  if (!purchaseTokenSchema.safeParse(purchaseToken).success) return []
  const productIds =
    productIdSchema.safeParse(productId).success && productId !== undefined ? [productId] : []
  const query = { by: 'PURCHASE_TOKEN', purchaseToken, productIds } as const
  const kind = productIds.length > 0 ? 'RECEIPT' : 'PURCHASE_TOKEN'
  // The key of a subscription begins with its market.
  const ofMarkets = oneStoreMarkets.map((marketCode) => toSubscriptionKey({ marketCode, purchaseToken }))
  return [createTextMatch(kind, { saleKeys: [purchaseToken, ...ofMarkets], query })]
}

function recognizeObject({
  purchaseToken,
  purchaseId,
  productId,
  orderId = '',
}: PastedObject): StoreTextMatch[] {
  if (googlePattern.test(orderId) || googlePattern.test(purchaseToken ?? '')) return []
  const ids = purchaseId === undefined ? [] : recognizePurchase(purchaseId)
  const order = orderPattern.test(orderId) ? [orderId] : []
  const token = purchaseToken === undefined ? ids : recognizeToken(purchaseToken, productId)
  return token.map((match) => ({
    ...match,
    storeTransactionIds: ids.flatMap(({ storeTransactionIds }) => storeTransactionIds),
    storeOrderIds: order,
  }))
}
