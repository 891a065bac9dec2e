import type { Emulator } from '@coinslot/store-emulator'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { test as oneStoreTest } from './one-store-fixture.ts'
import { act, createEmulatedSubscription, type EmulatedSubscription } from './emulated-subscription.ts'

export { describe, expect } from './one-store-fixture.ts'

export const productId = 'com.example.arcade.pass'

export const subscribe = (emulator: Emulator, input: object = {}): Promise<EmulatedSubscription> =>
  createEmulatedSubscription(emulator, {
    ...{ store: 'ONE_STORE', productId, amount: '9900', currencyCode: 'KRW' },
    ...input,
  })

/** ONE store cancels a subscription whose first payment is not acknowledged within three days. */
export async function subscribeForLong(
  emulator: Emulator,
  input: object = {},
): Promise<EmulatedSubscription> {
  return act(emulator, await subscribe(emulator, input), 'acknowledge')
}

export function detailsOf({ token: purchaseToken }: EmulatedSubscription, changes: object = {}): string {
  const named = { productId, purchaseToken, marketCode: 'MKT_ONE', environment: 'PRODUCTION' }
  return JSON.stringify({ ...named, accountToken: null, orderId: null, ...changes })
}

export const target = (bought: EmulatedSubscription) =>
  ({ details: detailsOf(bought), environment: 'PRODUCTION', storeProductId: productId }) as const

/** The adapter has the clock of the emulator, because ONE store does not state whether a subscription has ended. */
export const test = oneStoreTest.extend('adapter', ({ emulator }): StoreAdapter => {
  const now = () => new Date(emulator.now())
  const definition = createOneStoreDefinition({ production: false, now })
  const parsed = definition.parseConnection(emulatorConnectionInputs(emulator).oneStore)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
})
