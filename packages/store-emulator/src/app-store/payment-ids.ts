import { randomUUID } from 'node:crypto'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { randomDigits } from '../random-id.ts'

export function createPaymentIds(environment: StoreEnvironment): { transactionId: string; orderId: string } {
  return {
    transactionId: (environment === 'SANDBOX' ? '2000' : '5100') + randomDigits(12),
    orderId: `M${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
  }
}
