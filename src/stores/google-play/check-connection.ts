import { toCheckResult, type CheckStep, type ConnectionCheckResult } from '../contract/connection-check.ts'
import { findCallFault, toCallSteps } from '../shared/check-steps.ts'
import type { GooglePlayClient } from './client.ts'

/** Neither exists at Google. The check succeeds when Google returns "not found" instead of "not permitted". */
const nonexistentToken = 'coinslot-connection-test'
const nonexistentOrderId = 'GPA.0000-0000-0000-00000'

/**
 * Reads a purchase and an order, which require different permissions. Never throws.
 * @param hasPush whether the connection has what authenticates notifications
 */
export async function checkGooglePlayConnection(
  client: Pick<GooglePlayClient, 'findPurchase' | 'findOrder'>,
  hasPush: boolean,
): Promise<ConnectionCheckResult> {
  const purchases = await checkCall('Purchases', () => client.findPurchase(nonexistentToken))
  const mayRead = purchases === null || purchases.code === 'PERMISSION_MISSING'
  const orders = mayRead ? await checkCall('Orders', () => client.findOrder(nonexistentOrderId)) : null
  return toCheckResult([
    ...toCallSteps({ part: 'PURCHASES', environment: null }, purchases),
    {
      part: 'ORDERS',
      environment: null,
      code: mayRead ? (orders?.code ?? 'OK') : 'NOT_CHECKED',
      message: orders?.message ?? null,
    },
    describePush(hasPush),
  ])
}

function describePush(hasPush: boolean): CheckStep {
  const step = { part: 'NOTIFICATIONS', environment: null } as const
  if (hasPush) return { ...step, code: 'OK', message: null }
  const message =
    'The connection has no push settings, so notifications of Google Play are rejected. Create a push subscription of Pub/Sub ' +
    'with authentication, and enter its service account and audience.'
  return { ...step, code: 'NOTIFICATIONS_NOT_CONFIGURED', message }
}

function checkCall(label: string, call: () => Promise<unknown>) {
  return findCallFault(call, (error, kind) => {
    if (kind === 'UNEXPECTED') return `${label}: the check failed unexpectedly.`
    return `${label}: ${error}.${kind === 'UNAVAILABLE' ? ' Try again later.' : ''}`
  })
}
