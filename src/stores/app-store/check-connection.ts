import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { ConnectionCheckResult } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { AppStoreClient, TransactionLookup } from './client.ts'

/** No transaction has this id; an App Store that accepts the key says so. */
const nonexistentTransactionId = '1'

/** The App Store rejects tokens that are dated in its future or older than their few minutes. */
const maxClockSkewMs = 60_000

/** Asks each environment about a transaction that does not exist. Never throws. */
export async function checkAppStoreConnection(
  client: AppStoreClient | null,
  environments: readonly StoreEnvironment[],
): Promise<ConnectionCheckResult> {
  if (client === null) {
    return failure(
      'No API key: signed transactions and notifications are verified, but ids and app receipts cannot be looked ' +
        'up, a refund that came after the signature is not seen, transactions are not finished, and what ' +
        'notifications were lost is not found out.',
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
    const answer = await client.lookUpTransaction(nonexistentTransactionId, environment)
    return answer.kind === 'unauthorized' ? failure(describeRejection(answer, environment)) : { ok: true }
  } catch (error) {
    if (error instanceof StoreMisconfiguredError)
      return failure(`${environment}: ${error.message}. Check bundleId.`)
    if (error instanceof StoreUnavailableError)
      return failure(`${environment}: ${error.message}. Try again later.`)
    return failure(`${environment}: the check failed unexpectedly.`)
  }
}

/** The App Store's 401 is one word; what can be told apart is told from the outside. */
function describeRejection(
  answer: Extract<TransactionLookup, { kind: 'unauthorized' }>,
  environment: StoreEnvironment,
): string {
  const ahead = answer.clockSkewMs
  if (ahead !== null && Math.abs(ahead) > maxClockSkewMs) {
    const seconds = Math.round(Math.abs(ahead) / 1000)
    const direction = ahead > 0 ? 'ahead of' : 'behind'
    return `${environment}: the API key is refused. This machine's clock is ${seconds} s ${direction} the App Store's.`
  }
  const hint =
    environment === 'PRODUCTION'
      ? ' Production also refuses every key of an app that was never released; until then set environments to SANDBOX only.'
      : ''
  return (
    `${environment}: the API key is refused. Check that keyId belongs to privateKey, that the key is an In-App ` +
    `Purchase key that was not revoked, that issuerId is the one shown above the keys, and that bundleId is an app ` +
    `of the same team.${hint}`
  )
}

function failure(text: string): ConnectionCheckResult {
  return { ok: false, error: text }
}
