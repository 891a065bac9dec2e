import { expect } from 'vitest'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { type Buyer } from '../support/purchase-client.ts'
import type { DatabaseSnapshot } from '../support/database-snapshot.ts'

/** Submits a receipt that must be rejected, and checks that nothing changed. */
export async function expectRejected(
  databaseSnapshot: DatabaseSnapshot,
  { client }: Buyer,
  receipt: ReceiptInput,
  purchaseId: string | null = null,
) {
  const payload = await databaseSnapshot.expectUnchanged(() =>
    client.mutate('verifyPurchase', { purchaseId, receipt }),
  )
  expect(payload.payment).toBeNull()
  expect(payload.replayed).toBe(false)
  return payload.problem
}
