import type { PastedObject, PastedText, StoreTextMatch } from '../contract/sale-search.ts'
import { createTextMatch } from '../shared/text-match.ts'

const transactionPattern = /^TT\d{1,30}$/
const orderPattern = /^TO\d{1,30}$/

export function recognizeText({ text, objects }: PastedText): readonly StoreTextMatch[] {
  const id = text.toUpperCase()
  return [
    ...(transactionPattern.test(id) ? [toTransaction(id, 'TRANSACTION_ID')] : []),
    ...(orderPattern.test(id) ? [toOrder(id)] : []),
    ...objects.flatMap(recognizeObject),
  ]
}

function toTransaction(id: string, kind: 'TRANSACTION_ID' | 'RECEIPT'): StoreTextMatch {
  const query = { by: 'TRANSACTION_ID', id } as const
  return createTextMatch(kind, {
    environment: 'SANDBOX',
    storeTransactionIds: [id],
    saleKeys: [id],
    query,
  })
}

function toOrder(id: string): StoreTextMatch {
  const query = { by: 'ORDER_ID', id } as const
  return createTextMatch('ORDER_ID', { environment: 'SANDBOX', storeOrderIds: [id], query })
}

function recognizeObject({ transactionId = '' }: PastedObject): StoreTextMatch[] {
  return transactionPattern.test(transactionId) ? [toTransaction(transactionId, 'RECEIPT')] : []
}
