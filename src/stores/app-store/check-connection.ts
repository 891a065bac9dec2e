import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import { describeClockSkew } from '../shared/clock-skew.ts'
import type { AppStoreClient } from './client.ts'
import type { Unauthorized } from './errors.ts'

/** No transaction has this id. The check succeeds when the App Store accepts the key and returns "not found". */
const nonexistentTransactionId = '1'

/** Looks up a nonexistent transaction in each environment. Never throws. */
export async function checkAppStoreConnection(
  client: AppStoreClient | null,
  environments: readonly StoreEnvironment[],
): Promise<ConnectionCheckResult> {
  if (client === null) {
    return failure(
      'No API key: signed transactions and notifications are verified, but transaction ids and app receipts cannot be ' +
        'looked up, a refund after the signature is not detected, transactions are not finished, and lost ' +
        'notifications are not recovered.',
    )
  }
  for (const environment of environments) {
    const outcome = await checkEnvironment(client, environment)
    if (!outcome.ok) return outcome
  }
  return { ok: true }
}

async function checkEnvironment(
  client: AppStoreClient,
  environment: StoreEnvironment,
): Promise<ConnectionCheckResult> {
  try {
    const result = await client.lookUpTransaction(nonexistentTransactionId, environment)
    return result.kind === 'unauthorized' ? failure(describeRejection(result, environment)) : { ok: true }
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) {
      return failure(`${environment}: ${error.message}. Check bundleId.`)
    }
    if (error instanceof StoreUnavailableError) {
      return failure(`${environment}: ${error.message}. Try again later.`)
    }
    return failure(`${environment}: the check failed unexpectedly.`)
  }
}

/** A 401 of the App Store contains no reason, so the description lists the possible ones. */
function describeRejection({ clockSkewMs }: Unauthorized, environment: StoreEnvironment): string {
  const clockSkew = describeClockSkew(clockSkewMs, 'the App Store')
  if (clockSkew !== null) {
    return `${environment}: the API key is rejected. This machine's clock is ${clockSkew}.`
  }
  const hint =
    environment === 'PRODUCTION'
      ? ' Production also rejects every key of an app that was never released; until then set environments to SANDBOX only.'
      : ''
  return (
    `${environment}: the API key is rejected. Check that keyId belongs to privateKey, that the key is an In-App ` +
    `Purchase key that was not revoked, that issuerId is the one shown above the keys, and that bundleId is an app ` +
    `of the same team.${hint}`
  )
}

function failure(error: string): ConnectionCheckResult {
  return { ok: false, error }
}
