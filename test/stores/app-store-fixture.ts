import { startEmulator, type Emulator } from '@coinslot/store-emulator'

import { createAppStoreDefinition } from '../../src/stores/app-store/definition.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { NotificationOutcome } from '../../src/stores/contract/notification.ts'
import { startFakeStoreServer, type FakeStoreServer } from '../support/fake-store-server.ts'
import { createTestAuthority, type TestAuthority } from '../fixtures/app-store/test-authority.ts'
import {
  advanceTime,
  createStorePurchase,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'

/** An adapter on the emulator's App Store, without a server around it. */
export type AppStoreFixture = {
  readonly emulator: Emulator
  /** What the App Store notifies. */
  readonly receiver: FakeStoreServer
  /** Trusted beside the emulator's own, to make what the emulator never sends. */
  readonly authority: TestAuthority
  readonly adapter: StoreAdapter
  readonly connect: (changes?: Record<string, unknown>) => StoreAdapter
  readonly buy: (options?: Partial<StorePurchaseOptions>) => Promise<StorePurchase>
  /** The next notification goes wrong. */
  readonly injectNotificationFault: (effect: string) => Promise<unknown>
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>
  /** The last notification that came in, as soon as all are sent. */
  readonly waitForLastBody: () => Promise<string>
  readonly readLastNotification: (by?: StoreAdapter) => Promise<NotificationOutcome>
  /** Forgets what was bought and what came in. */
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function openAppStoreFixture(): Promise<AppStoreFixture> {
  const emulator = await startEmulator()
  const receiver = await startFakeStoreServer()
  const authority = await createTestAuthority()
  const connect = (changes = {}): StoreAdapter => connectAdapter(emulator, authority, changes)
  const control = (method: string, path: string, body?: unknown): Promise<unknown> =>
    callControl(emulator, method, path, body)
  const adapter = connect()
  const lastBody = async (): Promise<string> => {
    await advanceTime(emulator, 0)
    const last = receiver.requests.at(-1)
    if (last === undefined) throw new Error('no notification came in')
    return last.body
  }
  await control('PUT', 'notifications', { store: 'APP_STORE', url: receiver.url })
  return {
    emulator,
    receiver,
    authority,
    adapter,
    connect,
    control,
    waitForLastBody: lastBody,
    buy: (options = {}) =>
      createStorePurchase(emulator, { store: 'APP_STORE', productId: 'coins_100', ...options }),
    injectNotificationFault: (effect) =>
      control('POST', 'faults', { store: 'APP_STORE', endpoint: 'notification', notification: { effect } }),
    readLastNotification: async (by = adapter) =>
      await by.readNotification({ headers: {}, body: await lastBody() }),
    async reset() {
      await emulator.reset()
      receiver.handle(() => ({ status: 200 }))
    },
    async close() {
      await emulator.close()
      await receiver.close()
    },
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

async function callControl(
  { url }: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${url}/control/${path}`, { method, ...(body === undefined ? {} : json) })
  if (!response.ok) throw new Error(await response.text())
  return response.status === 204 ? null : await response.json()
}
