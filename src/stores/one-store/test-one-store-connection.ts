import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { TestOutcome } from '../contract.ts'
import type { Environment } from '../sale-contract.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'

/** No purchase has this token; that ONE store says so, and not that we may not ask, is the test. */
const madeUp = { productId: 'connection-test', purchaseToken: 'connection-test' }

/** Asks each host about a purchase that does not exist. A wrong market looks like no purchase: it cannot be told. */
export async function testOneStoreConnection(
  client: OneStoreClient,
  settings: OneStoreSettings,
): Promise<TestOutcome> {
  for (const environment of settings.environments) {
    const problem = await findProblem(client, settings, environment)
    if (problem !== null) return { ok: false, problem: `${environment}: ${problem}` }
  }
  return { ok: true }
}

async function findProblem(
  client: OneStoreClient,
  { marketCode }: OneStoreSettings,
  environment: Environment,
): Promise<string | null> {
  try {
    await client.findPurchase({ ...madeUp, marketCode }, [environment])
    return null
  } catch (error) {
    if (error instanceof StoreMisconfigured) return `${error.message}.`
    if (error instanceof StoreUnavailable) return `${error.message}. Try again later.`
    return 'ONE store could not be asked.'
  }
}
