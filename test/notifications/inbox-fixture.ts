import { expect } from 'vitest'
import type { IntakeResult } from '../../src/domain/notification/receive-notification.ts'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { payAtStore, expectField, requestPurchase } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { openDatabaseSnapshot } from '../support/database-snapshot.ts'
import type { StorePurchase, StorePurchaseOptions, EmulatedStore } from '../support/emulator-control.ts'
import {
  postNotification,
  captureNotifications,
  type PostResponse,
  type CapturedRequest,
  type CapturedNotifications,
} from './captured-notifications.ts'
import {
  openNotificationFixture,
  type NotifyingStore,
  type NotificationFixture,
} from './notification-fixture.ts'

/** What a store says of a purchase that was paid. */
export type CapturedPurchase = {
  readonly notification: CapturedRequest
  readonly purchaseId: string
  readonly storePurchase: StorePurchase
}

type PurchaseOptions = Omit<Partial<StorePurchaseOptions>, 'store'>

/** A server that hears of its stores what the test hands to it. */
export type InboxFixture = {
  readonly notifications: NotificationFixture
  readonly captured: CapturedNotifications
  readonly post: (notification: CapturedRequest) => Promise<PostResponse>
  /** Somebody pays; the server does not hear of it. */
  readonly buyAndCapture: (store: NotifyingStore, options?: PurchaseOptions) => Promise<CapturedPurchase>
  /** Delivers what is not kept, and sees that it is answered and counted as such, and changes nothing. */
  readonly expectRejected: (
    notification: CapturedRequest,
    store: EmulatedStore,
    reception: IntakeResult,
  ) => Promise<void>
  /** Sees that no message is stored and no record changed by the work. */
  readonly expectUnchanged: <T>(work: () => Promise<T>) => Promise<T>
  /** What makes the store do the right thing. */
  readonly expectedStatus: (store: EmulatedStore, reception: IntakeResult) => number
  /** How many messages of a store were taken so, by the metrics. */
  readonly readCount: (store: EmulatedStore, reception: IntakeResult) => Promise<number>
  readonly connect: (connection: ConnectStoreInput) => Promise<void>
  /** As the stores were connected at first. */
  readonly reconnect: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function openInboxFixture(): Promise<InboxFixture> {
  const notifications = await openNotificationFixture()
  const { server, sql } = notifications
  const captured = await captureNotifications(server)
  const database = openDatabaseSnapshot(server.databaseUrl)
  const send = (notification: CapturedRequest) => postNotification(server.instance.url, notification)
  const statusFor = (store: EmulatedStore, reception: IntakeResult) =>
    expectedStatus(notifications, store, reception)
  const readCount = (store: EmulatedStore, reception: IntakeResult) =>
    readCounter(server.instance.url, { store, reception })
  const expectUnchanged = async <T>(work: () => Promise<T>) => {
    const selectNotifications = () => sql`select id, status, attempts, outcome from notifications order by id`
    const before = await selectNotifications()
    const result = await database.expectUnchanged(work)
    expect(await selectNotifications()).toEqual(before)
    return result
  }
  const connect = async (connection: ConnectStoreInput) => {
    expectField(await notifications.admin.mutate('connectStore', connection), 'storeConnection')
  }
  return {
    notifications,
    captured,
    post: send,
    buyAndCapture: (store, options) => buyAndCapture(notifications, captured, { store, ...options }),
    expectRejected: async (notification, store, reception) => {
      const before = await readCount(store, reception)
      const response = await expectUnchanged(() => send(notification))
      expect(response).toEqual({ status: statusFor(store, reception), body: '' })
      expect(await readCount(store, reception)).toBe(before + 1)
    },
    expectUnchanged,
    expectedStatus: statusFor,
    readCount,
    connect,
    reconnect: async () => {
      const { appStore, googlePlay, oneStore } = emulatorConnectionInputs(server.emulator)
      for (const connection of [{ appStore }, { googlePlay }, { oneStore }]) await connect(connection)
    },
    close: async () => {
      await database.close()
      await captured.close()
      await notifications.close()
    },
  }
}

async function buyAndCapture(
  { server, buyer }: NotificationFixture,
  postbox: CapturedNotifications,
  { store, ...options }: PurchaseOptions & { readonly store: NotifyingStore },
): Promise<CapturedPurchase> {
  const purchase = await requestPurchase(buyer, store)
  const storePurchase = Promise.withResolvers<StorePurchase>()
  const notification = await postbox.captureOne(async () => {
    storePurchase.resolve(await payAtStore(server, purchase, options))
  })
  return { notification, purchaseId: purchase.id, storePurchase: await storePurchase.promise }
}

function expectedStatus(
  { server }: NotificationFixture,
  store: EmulatedStore,
  reception: IntakeResult,
): number {
  const answers = server.instance.services.stores.definitions[store].notificationStatusCodes
  if (reception === 'unknown') return 404
  const isIgnored = reception === 'repeated' || reception === 'wrong_recipient'
  if (reception === 'invalid_signature') return answers.invalidSignature
  return answers[isIgnored ? 'accepted' : reception]
}

async function readCounter(
  serverUrl: string,
  { store, reception }: { readonly store: EmulatedStore; readonly reception: IntakeResult },
): Promise<number> {
  const metrics = await (await fetch(`${serverUrl}/metrics`)).text()
  const labels = `{store="${store}",reception="${reception}"}`
  const line = metrics.split('\n').find((each) => each.startsWith(`coinslot_notifications_total${labels} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}
