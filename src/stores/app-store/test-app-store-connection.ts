import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { TestOutcome } from '../contract.ts'
import type { Environment } from '../sale-contract.ts'
import type { AppStoreClient, LookUp } from './client.ts'

/** No transaction has this id; an App Store that accepts the key says so. */
const madeUpTransactionId = '1'

/** The App Store refuses tokens that are dated in its future or older than their few minutes. */
const maxClockDifferenceMs = 60_000

/** Asks each environment about a transaction that does not exist. Never throws. */
export async function testAppStoreConnection(
  client: AppStoreClient | null,
  environments: readonly Environment[],
): Promise<TestOutcome> {
  if (client === null) {
    return problem(
      'No API key: signed transactions and notifications are verified, but ids and app receipts cannot be looked ' +
        'up, a refund that came after the signature is not seen, transactions are not finished, and what ' +
        'notifications were lost is not found out.',
    )
  }
  for (const environment of environments) {
    const outcome = await testEnvironment(client, environment)
    if (!outcome.ok) return outcome
  }
  return { ok: true }
}

async function testEnvironment(client: AppStoreClient, environment: Environment): Promise<TestOutcome> {
  try {
    const answer = await client.lookUp(madeUpTransactionId, environment)
    return answer.kind === 'unauthorized' ? problem(describeRefusal(answer, environment)) : { ok: true }
  } catch (error) {
    if (error instanceof StoreMisconfigured)
      return problem(`${environment}: ${error.message}. Check bundleId.`)
    if (error instanceof StoreUnavailable)
      return problem(`${environment}: ${error.message}. Try again later.`)
    return problem(`${environment}: the App Store could not be asked.`)
  }
}

/** The App Store's 401 is one word; what can be told apart is told from the outside. */
function describeRefusal(
  answer: Extract<LookUp, { kind: 'unauthorized' }>,
  environment: Environment,
): string {
  const ahead = answer.clockAheadMs
  if (ahead !== null && Math.abs(ahead) > maxClockDifferenceMs) {
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

function problem(text: string): TestOutcome {
  return { ok: false, problem: text }
}
