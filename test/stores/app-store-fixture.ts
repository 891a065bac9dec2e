import type { Emulator } from '@coinslot/store-emulator'
import { createAppStoreDefinition } from '../../src/stores/app-store/definition.ts'
import type { NotificationOutcome } from '../../src/stores/contract/notification.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createTestAuthority, type TestAuthority } from '../fixtures/app-store/test-authority.ts'
import {
  advanceTime,
  control,
  createStorePurchase,
  injectFault,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'
import type { FakeStoreServer } from '../support/fake-store-server.ts'
import { emulatorTest } from './emulator-fixture.ts'

export { describe, expect } from './emulator-fixture.ts'

export type AppStore = {
  readonly adapter: StoreAdapter
  /** An adapter with other settings; it trusts the emulator and the test's own authority. */
  readonly connect: (changes?: Record<string, unknown>) => StoreAdapter
  readonly buy: (options?: Partial<StorePurchaseOptions>) => Promise<StorePurchase>
  /** Applies the effect to the next notifications. */
  readonly injectNotificationFault: (effect: string) => Promise<void>
  /** The body of the last notification, once all are sent. */
  readonly waitForLastBody: () => Promise<string>
  readonly readLastNotification: (by?: StoreAdapter) => Promise<NotificationOutcome>
}

/** An adapter for the emulator's App Store; purchases and notifications are reset after every test. */
export const test = emulatorTest
  .extend('authority', { scope: 'file' }, () => createTestAuthority())
  .extend('appStore', async ({ emulator, receiver, authority }, { onCleanup }) => {
    receiver.handle(() => ({ status: 200 }))
    onCleanup(() => emulator.reset())
    await control(emulator, 'PUT', '/control/notifications', { store: 'APP_STORE', url: receiver.url })
    return createAppStore(emulator, receiver, authority)
  })

function createAppStore(emulator: Emulator, receiver: FakeStoreServer, authority: TestAuthority): AppStore {
  const connect = (changes = {}): StoreAdapter => connectAdapter(emulator, authority, changes)
  const adapter = connect()
  const waitForLastBody = async (): Promise<string> => {
    await advanceTime(emulator, 0)
    const last = receiver.requests.at(-1)
    if (last === undefined) throw new Error('no notification was received')
    return last.body
  }
  return {
    adapter,
    connect,
    waitForLastBody,
    buy: (options = {}) =>
      createStorePurchase(emulator, { store: 'APP_STORE', productId: 'coins_100', ...options }),
    injectNotificationFault: (effect) =>
      injectFault(emulator, {
        store: 'APP_STORE',
        endpoint: 'notification',
        times: 1,
        notification: { effect },
      }),
    readLastNotification: async (by = adapter) =>
      by.readNotification({ headers: {}, body: await waitForLastBody() }),
  }
}

export function toReferenceDetails({ transactionId }: StorePurchase, environment = 'PRODUCTION'): string {
  return JSON.stringify({ transactionId, environment })
}

function connectAdapter(emulator: Emulator, authority: TestAuthority, changes: object): StoreAdapter {
  const { rootCertificates, ...appStore } = emulator.credentials.appStore
  const definition = createAppStoreDefinition({ production: false })
  const parsed = definition.parseConnection({
    ...appStore,
    rootCertificates: [...rootCertificates, authority.rootDer.toString('base64')],
    ...changes,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}
