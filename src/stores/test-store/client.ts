import { startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import type { TestPurchase } from './api-types.ts'
import { isRejection, parsePurchase } from './errors.ts'
import type { PurchaseResponse } from './errors.ts'
import { isAcknowledged, isConsumed } from './mapper.ts'
import { createTestStoreTransport } from './transport.ts'
import type { TestStoreAction, TestStoreTransportOptions } from './transport.ts'

export type TestStoreClientOptions = TestStoreTransportOptions

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export type TestStoreClient = {
  /** @returns null when the store has no such purchase */
  findPurchase: (transactionId: string) => Promise<PurchaseResponse | null>
  /** @returns null when the store has no such order */
  findPurchaseOfOrder: (orderId: string) => Promise<PurchaseResponse | null>
  /** Idempotent. */
  mutate: (transactionId: string, action: TestStoreAction) => Promise<StoreActionResult>
}

const isDone: Readonly<Record<TestStoreAction, (purchase: TestPurchase) => boolean>> = {
  acknowledge: isAcknowledged,
  consume: isConsumed,
  refund: ({ state }) => state === 'REFUNDED',
}

export function createTestStoreClient(options: TestStoreClientOptions): TestStoreClient {
  const send = createTestStoreTransport(options)
  const startClientDeadline = (): Deadline => startDeadline(2 * options.timeoutMs)
  const find = (transactionId: string, deadline: Deadline): Promise<PurchaseResponse | null> =>
    send({ resource: 'purchases', id: transactionId, action: null }, parsePurchase, deadline)

  return {
    findPurchase: (transactionId) => find(transactionId, startClientDeadline()),
    findPurchaseOfOrder: (id) =>
      send({ resource: 'orders', id, action: null }, parsePurchase, startClientDeadline()),
    async mutate(transactionId, action) {
      const deadline = startClientDeadline()
      const response = await send(
        { resource: 'purchases', id: transactionId, action },
        (received) => (isRejection(received) ? 'REJECTED' : parsePurchase(received)),
        deadline,
      )
      // Often an earlier attempt succeeded and only its response was lost.
      const found = response === 'REJECTED' ? await find(transactionId, deadline) : response
      if (found === null) return { kind: 'rejected', reason: 'The Test store has no such purchase.' }
      if (isDone[action](found.purchase)) return { kind: 'done' }
      const reason = `The Test store does not ${action} this purchase, which is ${found.purchase.state}.`
      return { kind: 'rejected', reason }
    },
  }
}
