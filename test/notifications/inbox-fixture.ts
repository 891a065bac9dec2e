import { expect } from 'vitest'
import type { IntakeResult } from '../../src/domain/notification/receive-notification.ts'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { emulatorConnectionInputs, replaceConnection } from '../support/connect-emulator.ts'
import type { EmulatedStore, StorePurchase, StorePurchaseOptions } from '../support/emulator-control.ts'
import { payAtStore, requestPurchase } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  captureNotifications,
  postNotification,
  type CapturedNotifications,
  type CapturedRequest,
  type PostResponse,
} from './captured-notifications.ts'
import {
  notificationTest,
  type NotificationFixtures,
  type NotificationHelpers,
  type NotifyingStore,
} from './notification-fixture.ts'

export { describe, expect, vi } from './notification-fixture.ts'

/** A paid purchase and the notification with which its store reports it. */
export type CapturedPurchase = {
  readonly notification: CapturedRequest
  readonly purchaseId: string
  readonly storePurchase: StorePurchase
}

type PurchaseOptions = Omit<Partial<StorePurchaseOptions>, 'store'>

/** The notification endpoint of a server that receives only what the test posts to it. */
export type Inbox = {
  readonly post: (notification: CapturedRequest) => Promise<PostResponse>
  /** Pays for a purchase; its notification is captured and does not reach the server. */
  readonly buyAndCapture: (store: NotifyingStore, options?: PurchaseOptions) => Promise<CapturedPurchase>
  /** Posts a notification, and expects that it is rejected and counted with this result and changes nothing. */
  readonly expectRejected: (
    notification: CapturedRequest,
    store: EmulatedStore,
    result: IntakeResult,
  ) => Promise<void>
  /** Expects that the work stores no notification and changes no record. */
  readonly expectUnchanged: <T>(work: () => Promise<T>) => Promise<T>
  /** The status code that makes the store retry the notification, or not. */
  readonly expectedStatus: (store: EmulatedStore, result: IntakeResult) => number
  /** The number of notifications of a store with this result, by the metrics. */
  readonly readCount: (store: EmulatedStore, result: IntakeResult) => Promise<number>
  readonly connect: (connection: ConnectStoreInput) => Promise<void>
  /** Connects the stores as they were connected at first. */
  readonly reconnect: () => Promise<void>
}

export type InboxFixtures = NotificationFixtures & {
  readonly captured: CapturedNotifications
  readonly inbox: Inbox
}

/** A server whose notifications are captured, so that the test posts them itself. */
export const inboxTest = notificationTest
  .extend('captured', { scope: 'file' }, async ({ server }, { onCleanup }) => {
    const captured = await captureNotifications(server)
    onCleanup(captured.close)
    return captured
  })
  .extend('inbox', { scope: 'file' }, ({ server, admin, buyer, sql, captured, databaseSnapshot }) =>
    createInbox({ server, admin, buyer, sql, captured, databaseSnapshot }),
  )

type InboxContext = Pick<
  InboxFixtures,
  'server' | 'admin' | 'buyer' | 'sql' | 'captured' | 'databaseSnapshot'
>

function createInbox(context: InboxContext): Inbox {
  const { server, admin, sql, databaseSnapshot } = context
  const post = (notification: CapturedRequest) => postNotification(server.instance.url, notification)
  const statusOf = (store: EmulatedStore, result: IntakeResult) => expectedStatus(server, store, result)
  const readCount = (store: EmulatedStore, result: IntakeResult) =>
    readCounter(server.instance.url, { store, result })
  const expectUnchanged = async <T>(work: () => Promise<T>) => {
    const selectNotifications = () => sql`select id, status, attempts, result from notifications order by id`
    const before = await selectNotifications()
    const result = await databaseSnapshot.expectUnchanged(work)
    expect(await selectNotifications()).toEqual(before)
    return result
  }
  const connect = async (connection: ConnectStoreInput) => {
    await replaceConnection(admin, connection)
  }
  return {
    post,
    buyAndCapture: (store, options) => buyAndCapture(context, { store, ...options }),
    expectRejected: async (notification, store, result) => {
      const before = await readCount(store, result)
      const response = await expectUnchanged(() => post(notification))
      expect(response).toEqual({ status: statusOf(store, result), body: '' })
      expect(await readCount(store, result)).toBe(before + 1)
    },
    expectUnchanged,
    expectedStatus: statusOf,
    readCount,
    connect,
    reconnect: async () => {
      const { appStore, googlePlay, oneStore } = emulatorConnectionInputs(server.emulator)
      for (const connection of [{ appStore }, { googlePlay }, { oneStore }]) await connect(connection)
    },
  }
}

async function buyAndCapture(
  { server, buyer, captured }: InboxContext,
  { store, ...options }: PurchaseOptions & { readonly store: NotifyingStore },
): Promise<CapturedPurchase> {
  const purchase = await requestPurchase(buyer, { store })
  const storePurchase = Promise.withResolvers<StorePurchase>()
  const notification = await captured.captureOne(async () => {
    storePurchase.resolve(await payAtStore(server, purchase, options))
  })
  return { notification, purchaseId: purchase.id, storePurchase: await storePurchase.promise }
}

function expectedStatus({ instance }: TestServer, store: EmulatedStore, result: IntakeResult): number {
  const { notificationStatusCodes } = instance.services.stores.definitions[store]
  if (result === 'unknown') return 404
  if (result === 'rate_limited') return 429
  const isIgnored = result === 'repeated' || result === 'wrong_recipient'
  if (result === 'invalid_signature') return notificationStatusCodes.invalidSignature
  return notificationStatusCodes[isIgnored ? 'accepted' : result]
}

async function readCounter(
  serverUrl: string,
  { store, result }: { readonly store: EmulatedStore; readonly result: IntakeResult },
): Promise<number> {
  const metrics = await (await fetch(`${serverUrl}/metrics`)).text()
  const labels = `{store="${store}",result="${result}"}`
  const line = metrics.split('\n').find((each) => each.startsWith(`coinslot_notifications_total${labels} `))
  return Number(line?.split(' ').at(-1) ?? 0)
}

/** Posts the notification of a payment and expects that its purchase is verified then. */
export async function expectPaid(
  notifications: NotificationHelpers,
  inbox: Inbox,
  {
    notification,
    purchaseId,
  }: {
    notification: CapturedRequest
    purchaseId: string
  },
): Promise<void> {
  expect((await inbox.post(notification)).status).toBeLessThan(300)
  await notifications.waitForIdle()
  expect((await notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
}
