import type { PastedObject, PastedText, StoreTextMatch } from '../contract/sale-search.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { createTextMatch } from '../shared/text-match.ts'
import { transactionIdPattern } from './api-types.ts'
import { extractTransactionId } from './app-receipt.ts'

/** The names under which StoreKit, Unity, Flutter, React Native and app receipts in JSON have the id, in order of preference. */
const idMembers = [
  'transactionId',
  'transaction_id',
  'transactionIdentifier',
  'TransactionID',
  'originalTransactionId',
  'original_transaction_id',
  'originalTransactionIdentifierIOS',
] as const

const environments: Readonly<Record<string, StoreEnvironment>> = {
  Production: 'PRODUCTION',
  Sandbox: 'SANDBOX',
}

/** Long enough that no number which people write counts as a transaction. */
const transactionNumberPattern = /^\d{9,32}$/
/** Since 2021 the sandbox numbers its transactions like this. */
const sandboxNumberPattern = /^2000000\d{9}$/
const customerOrderPattern = /^M(?=[A-Z0-9]*\d)[A-Z0-9]{8,15}$/
const appReceiptPattern = /^MI[\w+/=-]{200,}$/

export function recognizeText({ text, objects }: PastedText): readonly StoreTextMatch[] {
  return [
    ...(transactionNumberPattern.test(text) ? [toTransaction([text], null)] : []),
    ...recognizeOrder(text.toUpperCase()),
    ...(appReceiptPattern.test(text) ? recognizeAppReceipt(text) : []),
    ...objects.flatMap(recognizeObject),
  ]
}

function toTransaction(
  ids: readonly string[],
  environment: StoreEnvironment | null,
  kind: 'TRANSACTION_ID' | 'RECEIPT' = 'TRANSACTION_ID',
): StoreTextMatch {
  const [id = ''] = ids
  return createTextMatch(kind, {
    environment: environment ?? (sandboxNumberPattern.test(id) ? 'SANDBOX' : null),
    storeTransactionIds: ids,
    saleKeys: ids,
    query: { by: 'TRANSACTION_ID', id },
  })
}

function recognizeOrder(id: string): StoreTextMatch[] {
  if (!customerOrderPattern.test(id)) return []
  const query = { by: 'ORDER_ID', id } as const
  return [createTextMatch('ORDER_ID', { environment: 'PRODUCTION', storeOrderIds: [id], query })]
}

function recognizeAppReceipt(text: string): StoreTextMatch[] {
  const extracted = extractTransactionId(text)
  return extracted.ok ? [toTransaction([extracted.transactionId], null, 'RECEIPT')] : []
}

function recognizeObject(object: PastedObject): StoreTextMatch[] {
  const ids = idMembers
    .map((name) => object[name] ?? '')
    .filter((id) => transactionNumberPattern.test(id) && transactionIdPattern.test(id))
  const environment = environments[object['environment'] ?? ''] ?? null
  const receipts = Object.values(object).filter((value) => appReceiptPattern.test(value))
  return [
    ...(ids.length === 0 ? [] : [toTransaction([...new Set(ids)], environment, 'RECEIPT')]),
    ...receipts.flatMap(recognizeAppReceipt),
  ]
}
