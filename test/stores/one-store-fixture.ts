import type { Emulator } from '@coinslot/store-emulator'
import type { NotificationOutcome, StoreNotification } from '../../src/stores/contract/notification.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import {
  advanceTime,
  control,
  createStorePurchase,
  injectFault,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'
import type { FakeStoreServer } from '../support/fake-store-server.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { emulatorTest } from './emulator-fixture.ts'

export { describe, expect } from './emulator-fixture.ts'

export const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'

export type OneStore = {
  readonly adapter: StoreAdapter
  readonly connect: (changes?: Record<string, unknown>, voidedPageSize?: number) => StoreAdapter
  readonly buyCoins: (options?: Partial<StorePurchaseOptions>) => Promise<StorePurchase>
  /** The body of the last notification, once all are sent. */
  readonly waitForLastBody: () => Promise<string>
  readonly read: (body: string, by?: StoreAdapter) => Promise<NotificationOutcome>
  /** The notification in the body; throws unless it is authentic. */
  readonly readAuthentic: (body: string) => Promise<StoreNotification>
  /** Applies the effect to the next notifications. */
  readonly injectNotificationFault: (effect: string) => Promise<void>
}

/** An adapter for the emulator's ONE store; purchases and notifications are reset after every test. */
export const test = emulatorTest.extend('oneStore', async ({ emulator, receiver }, { onCleanup }) => {
  receiver.handle(() => ({ status: 200 }))
  onCleanup(() => emulator.reset())
  await control(emulator, 'PUT', '/control/notifications', { store: 'ONE_STORE', url: `${receiver.url}/` })
  return createOneStore(emulator, receiver)
})

function createOneStore(emulator: Emulator, receiver: FakeStoreServer): OneStore {
  const connect = (changes = {}, voidedPageSize = 100): StoreAdapter => {
    const definition = createOneStoreDefinition({ production: false, voidedPageSize })
    const parsed = definition.parseConnection({ ...emulatorConnectionInputs(emulator).oneStore, ...changes })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    return definition.createAdapter(parsed.connection)
  }
  const adapter = connect()
  const read = (body: string, by = adapter) => by.readNotification({ headers: {}, body })
  return {
    adapter,
    connect,
    read,
    buyCoins: (options = {}) =>
      createStorePurchase(emulator, {
        store: 'ONE_STORE',
        productId: toStoreProductId('coins_100'),
        accountToken,
        ...options,
      }),
    waitForLastBody: async () => {
      await advanceTime(emulator, 0)
      return receiver.requests.at(-1)?.body ?? ''
    },
    readAuthentic: async (body) => {
      const outcome = await read(body)
      if (outcome.kind !== 'valid') throw new Error(JSON.stringify(outcome))
      return outcome.notification
    },
    injectNotificationFault: (effect) =>
      injectFault(emulator, {
        store: 'ONE_STORE',
        endpoint: 'notification',
        times: 1,
        notification: { effect },
      }),
  }
}
