import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { TestOutcome } from '../contract.ts'
import type { GooglePlayClient } from './client.ts'

/** Google knows neither; that it says so, and not that we may not ask, is the test. */
const madeUpToken = 'coinslot-connection-test'
const madeUpOrderId = 'GPA.0000-0000-0000-00000'

/** Asks about a purchase and about an order, which need different permissions. Never throws. */
export async function testGooglePlayConnection(client: GooglePlayClient): Promise<TestOutcome> {
  return (
    (await findProblem('Purchases', () => client.findPurchase(madeUpToken))) ??
    (await findProblem('Orders', () => client.findOrder(madeUpOrderId))) ?? { ok: true }
  )
}

async function findProblem(what: string, ask: () => Promise<unknown>): Promise<TestOutcome | null> {
  try {
    await ask()
    return null
  } catch (error) {
    if (error instanceof StoreMisconfigured) return { ok: false, problem: `${what}: ${error.message}.` }
    if (error instanceof StoreUnavailable)
      return { ok: false, problem: `${what}: ${error.message}. Try again later.` }
    return { ok: false, problem: `${what}: Google Play could not be asked.` }
  }
}
