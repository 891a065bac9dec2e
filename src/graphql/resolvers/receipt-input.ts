import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { ReceiptInput } from '../generated/types.ts'
import { parseOneOf, storeByField } from './one-of-input.ts'

/** Returns the store of a receipt, and the store's own part of the input. */
export function parseReceiptInput(input: ReceiptInput): { store: StoreName; receipt: unknown } {
  const [field, receipt] = parseOneOf<keyof ReceiptInput>(input, 'receipt')
  return { store: storeByField[field], receipt }
}
