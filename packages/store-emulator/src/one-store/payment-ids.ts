import { randomBytes } from 'node:crypto'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { randomDigits } from '../random-id.ts'

export function createPaymentIds(environment: StoreEnvironment): {
  transactionId: string
  orderId: string
  purchaseToken: string
} {
  const purchaseId = environment === 'SANDBOX' ? `SANDBOX3${randomDigits(12)}` : randomDigits(20)
  return {
    transactionId: purchaseId,
    orderId: `ONESTORE_${randomDigits(19)}`,
    purchaseToken: `TOKEN${randomBytes(24).toString('hex').toUpperCase()}`,
  }
}
