import { toCheckResult, type CheckStep, type ConnectionCheckResult } from '../contract/connection-check.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { findCallFault, toCallSteps } from '../shared/check-steps.ts'
import type { OneStoreClient } from './client.ts'
import type { OneStoreSettings } from './connection.ts'

/** No purchase has this token. The check succeeds when ONE store returns "not found" instead of "not permitted". */
const nonexistentPurchase = { productId: 'connection-test', purchaseToken: 'connection-test' }

/** Reads a nonexistent purchase from each host. It cannot detect a wrong market, which looks like a missing purchase. Never throws. */
export async function checkOneStoreConnection(
  client: OneStoreClient,
  settings: OneStoreSettings,
): Promise<ConnectionCheckResult> {
  const steps: CheckStep[] = []
  for (const environment of settings.environments) {
    const fault = await checkEnvironment(client, settings, environment)
    steps.push(...toCallSteps({ part: 'PURCHASES', environment }, fault))
  }
  return toCheckResult([...steps, describeNotifications(settings)])
}

function describeNotifications({ licenseKey }: OneStoreSettings): CheckStep {
  const step = { part: 'NOTIFICATIONS', environment: null } as const
  if (licenseKey !== undefined) return { ...step, code: 'OK', message: null }
  const message =
    'The connection has no license key, so signatures of notifications and receipts cannot be verified. Enter the license key of the ' +
    'app from the Developer Center.'
  return { ...step, code: 'NOTIFICATIONS_NOT_CONFIGURED', message }
}

function checkEnvironment(
  client: OneStoreClient,
  { marketCode }: OneStoreSettings,
  environment: StoreEnvironment,
) {
  const call = () => client.findPurchase({ ...nonexistentPurchase, marketCode }, [environment])
  return findCallFault(
    call,
    (error, kind) => `${environment}: ${error}.${kind === 'UNAVAILABLE' ? ' Try again later.' : ''}`,
  )
}
