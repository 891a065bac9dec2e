import { startEmulator } from '@coinslot/store-emulator'
import type { Emulator } from '@coinslot/store-emulator'

import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { NotificationRequest, StoreNotification } from '../../src/stores/contract/notification.ts'
import type { SaleState } from '../../src/stores/contract/sale.ts'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import { startFakeStoreServer } from '../support/fake-store-server.ts'
import type { FakeStoreServer } from '../support/fake-store-server.ts'
import { advanceTime, createStorePurchase } from '../support/emulator-control.ts'

export const audience = 'https://coinslot.example.com/notifications/google-play'
export const productId = 'com.example.arcade.coins_100'

/** An emulator that pushes to a receiver, and adapters that can tell its pushes. */
export type GooglePlayPushFixture = {
  readonly emulator: Emulator
  /** Takes the pushes; serves as well for what else a test needs a server for. */
  readonly receiver: FakeStoreServer
  /** A new adapter, with no keys, made of what the emulator says a server needs; null leaves all of `push` out. */
  connect: (push?: Record<string, unknown> | null, packageName?: string) => StoreAdapter
  /** Registers the receiver. */
  registerReceiver: (target?: Record<string, string>) => Promise<void>
  /** The next notifications go wrong. */
  injectNotificationFault: (notification: Record<string, unknown>) => Promise<void>
  sendTest: () => Promise<void>
  /** What is pushed because of something that happens at the store, in order. */
  capture: (happen: () => Promise<unknown>) => Promise<NotificationRequest[]>
  /** The only one. */
  captureOne: (happen: () => Promise<unknown>) => Promise<NotificationRequest>
  /** Of a purchase. */
  capturePurchase: () => Promise<NotificationRequest>
  close: () => Promise<void>
}

export async function openGooglePlayPushFixture(): Promise<GooglePlayPushFixture> {
  const emulator = await startEmulator()
  const receiver = await startFakeStoreServer()
  const control = (method: 'PUT' | 'POST', path: string, body: object) => post(emulator, method, path, body)

  async function capture(act: () => Promise<unknown>): Promise<NotificationRequest[]> {
    receiver.handle(() => ({ status: 204 }))
    await act()
    await advanceTime(emulator, 0)
    return receiver.requests.map(({ headers: { authorization }, body }) => ({
      headers: { authorization },
      body,
    }))
  }
  async function captureOne(act: () => Promise<unknown>): Promise<NotificationRequest> {
    const [push, ...others] = await capture(act)
    if (push === undefined || others.length > 0) throw new Error('expected exactly one push')
    return push
  }

  return {
    emulator,
    receiver,
    connect: (push = {}, packageName) => connect(emulator, push, packageName),
    registerReceiver: (target = {}) =>
      control('PUT', '/control/notifications', {
        store: 'GOOGLE_PLAY',
        url: `${receiver.url}/push`,
        audience,
        ...target,
      }),
    injectNotificationFault: (notification) =>
      control('POST', '/control/faults', { store: 'GOOGLE_PLAY', endpoint: 'notification', notification }),
    sendTest: () => control('POST', '/control/notifications', { store: 'GOOGLE_PLAY' }),
    capture,
    captureOne,
    capturePurchase: () =>
      captureOne(() => createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })),
    async close() {
      await receiver.close()
      await emulator.close()
    },
  }
}

function connect(emulator: Emulator, changes: object | null, packageName?: string): StoreAdapter {
  const { push, ...google } = emulator.credentials.googlePlay
  const { serviceAccountEmail, subscription, certsUrl } = push
  const definition = createGooglePlayDefinition({ production: false, timeoutMs: 1_500 })
  const parsed = definition.parseConnection({
    ...google,
    packageName: packageName ?? google.packageName,
    push: changes === null ? null : { serviceAccountEmail, subscription, certsUrl, audience, ...changes },
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

async function post({ url }: Emulator, method: 'PUT' | 'POST', path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
}

export async function readAuthenticNotification(
  adapter: StoreAdapter,
  push: NotificationRequest,
): Promise<StoreNotification> {
  const outcome = await adapter.readNotification(push)
  if (outcome.kind === 'valid') return outcome.notification
  throw new Error(`the push is ${outcome.kind}: ${outcome.reason}`)
}

/** What the store says of the sales that a notification names. */
export async function readSales(
  adapter: StoreAdapter,
  { sales }: StoreNotification,
): Promise<readonly SaleState[]> {
  return (await Promise.all(sales.map(({ details }) => adapter.readSale(details)))).flat()
}

export function bearerTokenOf({ headers }: NotificationRequest): string {
  return (headers['authorization'] ?? '').replace('Bearer ', '')
}

export function withToken(push: NotificationRequest, token: string): NotificationRequest {
  return { ...push, headers: { authorization: `Bearer ${token}` } }
}
