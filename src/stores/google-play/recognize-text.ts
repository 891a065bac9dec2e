import type { PastedObject, PastedText, StoreTextMatch } from '../contract/sale-search.ts'
import { createTextMatch, isTokenLike } from '../shared/text-match.ts'
import { orderIdPattern, purchaseTokenSchema } from './api-types.ts'

const tokenPattern = /^[a-z]{16,40}\.AO-[\w-]+$/
/** An order id whose prefix was not copied. */
const bareOrderPattern = /^\d{4}-\d{4}-\d{4}-\d{5}(?:\.\.\d{1,4})?$/

/** Whether a text has the form of the purchase tokens that Google issues. */
function isGoogleToken(text: string): boolean {
  return tokenPattern.test(text)
}

export function recognizeText({ text, objects }: PastedText): readonly StoreTextMatch[] {
  return [
    ...recognizeOrder(text),
    ...(isGoogleToken(text) || isTokenLike(text) ? recognizeToken(text, 'PURCHASE_TOKEN', []) : []),
    ...objects.flatMap(recognizeObject),
  ]
}

function recognizeOrder(text: string): StoreTextMatch[] {
  const id = bareOrderPattern.test(text) ? `GPA.${text}` : text.toUpperCase()
  if (!orderIdPattern.test(id)) return []
  // The payment of a renewal may be looked for by the order that its bill names.
  const ids = [...new Set([id, id.replace(/\.\.\d+$/, '')])]
  const query = { by: 'ORDER_ID', id } as const
  return [createTextMatch('ORDER_ID', { storeTransactionIds: ids, storeOrderIds: ids, query })]
}

function recognizeToken(
  purchaseToken: string,
  kind: 'PURCHASE_TOKEN' | 'RECEIPT',
  orderIds: readonly string[],
): StoreTextMatch[] {
  if (!purchaseTokenSchema.safeParse(purchaseToken).success) return []
  return [
    createTextMatch(kind, {
      storeTransactionIds: orderIds,
      storeOrderIds: orderIds,
      saleKeys: [purchaseToken],
      query: { by: 'PURCHASE_TOKEN', purchaseToken, productIds: [] },
    }),
  ]
}

/** Purchase data of ONE store has the same members, and its own id of the purchase in addition. */
function recognizeObject({ purchaseToken = '', orderId = '', purchaseId }: PastedObject): StoreTextMatch[] {
  const order = recognizeOrder(orderId)
  const isOfThisStore = order.length > 0 || isGoogleToken(purchaseToken) || purchaseId === undefined
  if (purchaseToken === '') return order
  return isOfThisStore
    ? recognizeToken(
        purchaseToken,
        'RECEIPT',
        order.flatMap(({ storeOrderIds }) => storeOrderIds),
      )
    : []
}
