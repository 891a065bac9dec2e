import { toCheckResult, type ConnectionCheckResult } from '../contract/connection-check.ts'
import { findCallFault, toCallSteps } from '../shared/check-steps.ts'
import type { TestStoreClient } from './client.ts'

/** No purchase has this id. The check succeeds when the store accepts the API secret and returns "not found". */
const nonexistentTransactionId = 'connection-test'

const advice = { MISCONFIGURED: ' Check apiSecret.', UNAVAILABLE: ' Check baseUrl.', UNEXPECTED: '' } as const

/** Reads a nonexistent purchase. Never throws. */
export async function checkTestStoreConnection(client: TestStoreClient): Promise<ConnectionCheckResult> {
  const call = () => client.findPurchase(nonexistentTransactionId)
  const fault = await findCallFault(call, (error, kind) => `${error}.${advice[kind]}`)
  return toCheckResult(toCallSteps({ part: 'PURCHASES', environment: 'SANDBOX' }, fault))
}
