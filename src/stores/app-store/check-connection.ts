import type { StoreEnvironment } from '../contract/sale.ts'
import { toCheckResult, type CheckStep, type ConnectionCheckResult } from '../contract/connection-check.ts'
import { findCallFault, toCallSteps, type CallFault } from '../shared/check-steps.ts'
import { describeClockSkew } from '../shared/clock-skew.ts'
import type { AppStoreClient } from './client.ts'
import type { Unauthorized } from './errors.ts'

/** No transaction has this id. The check succeeds when the App Store accepts the key and returns "not found". */
const nonexistentTransactionId = '1'

const withoutKey =
  'No API key: signed transactions and notifications are verified, but transaction ids and app receipts cannot be ' +
  'looked up, a refund after the signature is not detected, transactions are not finished, and lost ' +
  'notifications are not recovered.'

/** Looks up a nonexistent transaction in each environment. Never throws. */
export async function checkAppStoreConnection(
  client: AppStoreClient | null,
  environments: readonly StoreEnvironment[],
): Promise<ConnectionCheckResult> {
  if (client === null) {
    const fault = { code: 'CREDENTIALS_MISSING', message: withoutKey } as const
    return toCheckResult(toCallSteps({ part: 'PURCHASES', environment: null }, fault))
  }
  const steps: CheckStep[] = []
  for (const environment of environments) {
    const fault = await checkEnvironment(client, environment)
    steps.push(...toCallSteps({ part: 'PURCHASES', environment }, fault))
  }
  return toCheckResult(steps)
}

async function checkEnvironment(
  client: AppStoreClient,
  environment: StoreEnvironment,
): Promise<CallFault | null> {
  const rejections: CallFault[] = []
  const call = async () => {
    const result = await client.lookUpTransaction(nonexistentTransactionId, environment)
    if (result.kind === 'unauthorized') rejections.push(describeRejection(result, environment))
  }
  const fault = await findCallFault(call, (error, kind) => {
    if (kind === 'UNEXPECTED') return `${environment}: the check failed unexpectedly.`
    return `${environment}: ${error}.${kind === 'UNAVAILABLE' ? ' Try again later.' : ' Check bundleId.'}`
  })
  return fault ?? rejections[0] ?? null
}

/** A 401 of the App Store contains no reason, so the description lists the possible ones. */
function describeRejection({ clockSkewMs }: Unauthorized, environment: StoreEnvironment): CallFault {
  const clockSkew = describeClockSkew(clockSkewMs, 'the App Store')
  if (clockSkew !== null) {
    const message = `${environment}: the API key is rejected. This machine's clock is ${clockSkew}.`
    return { code: 'CLOCK_WRONG', message }
  }
  const hint =
    environment === 'PRODUCTION'
      ? ' Production also rejects every key of an app that was never released; until then set environments to SANDBOX only.'
      : ''
  const message =
    `${environment}: the API key is rejected. Check that keyId belongs to privateKey, that the key is an In-App ` +
    `Purchase key that was not revoked, that issuerId is the one shown above the keys, and that bundleId is an app ` +
    `of the same team.${hint}`
  return { code: 'CREDENTIALS_REJECTED', message }
}
