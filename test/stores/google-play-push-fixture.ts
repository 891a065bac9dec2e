import type { Emulator } from '@coinslot/store-emulator'
import type { NotificationRequest, StoreNotification } from '../../src/stores/contract/notification.ts'
import type { SaleState } from '../../src/stores/contract/sale.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import { advanceTime, clearFaults, control, createStorePurchase } from '../support/emulator-control.ts'
import type { FakeStoreServer } from '../support/fake-store-server.ts'
import { emulatorTest } from './emulator-fixture.ts'

export { describe, expect, vi } from './emulator-fixture.ts'

export const audience = 'https://coinslot.example.com/notifications/google-play'
export const productId = 'com.example.arcade.coins_100'

export type GooglePlayPushes = {
  /** A new adapter, with no keys cached; null leaves out all of `push`. */
  readonly connect: (push?: Record<string, unknown> | null, packageName?: string) => StoreAdapter
  /** Registers the receiver. */
  readonly registerReceiver: (target?: Record<string, string>) => Promise<void>
  /** Applies the effect to the next notifications. */
  readonly injectNotificationFault: (notification: Record<string, unknown>) => Promise<void>
  readonly sendTest: () => Promise<void>
  /** The pushes sent during `act`, in order. */
  readonly capture: (act: () => Promise<unknown>) => Promise<NotificationRequest[]>
  /** The push sent during `act`; throws unless there is exactly one. */
  readonly captureOne: (act: () => Promise<unknown>) => Promise<NotificationRequest>
  /** The push of a new purchase. */
  readonly capturePurchase: () => Promise<NotificationRequest>
}

export type GooglePlayPushFixtures = {
  readonly emulator: Emulator
  readonly receiver: FakeStoreServer
  readonly pushes: GooglePlayPushes
}

/** `pushes` registers the receiver before every test and clears the faults after it; `adapter` is a new adapter. */
export const test = emulatorTest
  .extend('pushes', async ({ emulator, receiver }, { onCleanup }) => {
    receiver.handle(() => ({ status: 204 }))
    const pushes = createGooglePlayPushes(emulator, receiver)
    onCleanup(() => clearFaults(emulator))
    await pushes.registerReceiver()
    return pushes
  })
  .extend('adapter', ({ pushes }) => pushes.connect())

function createGooglePlayPushes(emulator: Emulator, receiver: FakeStoreServer): GooglePlayPushes {
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
  const store = 'GOOGLE_PLAY'
  return {
    connect: (push = {}, packageName) => connect(emulator, push, packageName),
    registerReceiver: async (target = {}) => {
      const url = `${receiver.url}/push`
      await control(emulator, 'PUT', '/control/notifications', { store, url, audience, ...target })
    },
    injectNotificationFault: async (notification) => {
      await control(emulator, 'POST', '/control/faults', { store, endpoint: 'notification', notification })
    },
    sendTest: async () => {
      await control(emulator, 'POST', '/control/notifications', { store })
    },
    capture,
    captureOne,
    capturePurchase: () => captureOne(() => createStorePurchase(emulator, { store, productId })),
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

export async function readAuthenticNotification(
  adapter: StoreAdapter,
  push: NotificationRequest,
): Promise<StoreNotification> {
  const outcome = await adapter.readNotification(push)
  if (outcome.kind === 'valid') return outcome.notification
  throw new Error(`the push is ${outcome.kind}: ${outcome.reason}`)
}

/** The states of the sales that a notification names, read from the store. */
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
