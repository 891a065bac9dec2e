import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { insertNotifications, type NewNotification } from '../../src/db/queries/notifications.ts'
import { processNotifications } from '../../src/domain/notification/process-notification.ts'
import type { AppContext, Services } from '../../src/domain/context.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { setStoreSituation } from '../support/emulator-control.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { eventually } from '../support/eventually.ts'
import { expect, inboxTest, vi, type CapturedPurchase, type Inbox } from './inbox-fixture.ts'
import { expectConsistentHistory, getPaymentRecord } from './payment-record.ts'

vi.setConfig({ testTimeout: 60_000 })

/** The server runs no jobs: the tests run them. */
const test = inboxTest.extend('serverOptions', { scope: 'file' }, { notifications: false })

const appIdOf = ({ appKey }: DevApp) => decodeId('ak', appKey) ?? ''

async function createAppContext(services: Services, project: DevApp): Promise<AppContext> {
  const app = await services.apps.find(appIdOf(project))
  if (app === null) throw new Error('the app does not exist')
  return { ...services, app }
}

const createNotification = (appId: string): NewNotification => ({
  appId,
  id: newUuid(),
  store: 'APP_STORE',
  storeNotificationId: randomUUID(),
  type: 'TEST',
  environment: null,
  sentAt: null,
  receivedAt: new Date(),
  source: 'PUSH',
  encryptedBody: Buffer.of(0),
  encryptedPayload: Buffer.of(0),
  saleKey: null,
})

test('notifications that are inserted together share jobs, each for at most eight of one AppKey', async ({
  services,
  project,
  server,
  sql,
}) => {
  const other = await server.addProject({})
  const [appId, otherAppId] = [appIdOf(project), appIdOf(other)]
  const rows = [...Array.from({ length: 18 }, () => appId), otherAppId].map(createNotification)
  await sql`delete from graphile_worker._private_jobs`
  await insertNotifications(services.db, rows, new Date())
  await insertNotifications(services.db, rows, new Date())
  const jobs = await sql<{ payload: { appId: string; notificationIds: string[] } }[]>`
    select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'process_notifications'`
  const payloads = jobs.map(({ payload }) => payload)
  const sizes = payloads.map((payload) => [payload.appId, payload.notificationIds.length])
  expect(sizes.toSorted()).toEqual([[otherAppId, 1], ...[2, 8, 8].map((size) => [appId, size])].toSorted())
  const enqueued = payloads.flatMap(({ notificationIds }) => notificationIds)
  expect(enqueued.toSorted()).toEqual(rows.map(({ id }) => id).toSorted())
})

/** Buys in the App Store and posts the notifications, of which the server only stores each. */
async function buyAndPost(inbox: Inbox, count: number): Promise<CapturedPurchase[]> {
  const purchases: CapturedPurchase[] = []
  while (purchases.length < count) purchases.push(await inbox.buyAndCapture('APP_STORE'))
  for (const { notification } of purchases) await inbox.post(notification)
  return purchases
}

const selectWaitingIds = async (sql: Sql) => {
  const rows = await sql<{ id: string }[]>`
    select id from notifications where status = 'RECEIVED' and type <> 'TEST' order by received_at, id`
  return rows.map(({ id }) => id)
}

const selectAttempts = (sql: Sql, ids: readonly string[]) => sql`
  select status, attempts, next_attempt_at > now() as is_retried, result from notifications where id = any(${[...ids]}::uuid[])
  order by received_at, id`

test('a notification whose sale the store does not have yet is retried, and the others of its job are processed', async ({
  services,
  project,
  emulator,
  sql,
  inbox,
}) => {
  const purchases = await buyAndPost(inbox, 3)
  const [, missing] = purchases
  await setStoreSituation(emulator, missing?.storePurchase.id ?? '', { isUnknown: true })
  const ids = await selectWaitingIds(sql)
  await processNotifications(await createAppContext(services, project), ids)
  const processed = { status: 'PROCESSED', attempts: 1, is_retried: null, result: 'RECORDED' }
  const retried = {
    status: 'RECEIVED',
    attempts: 1,
    is_retried: true,
    result: 'The store does not return the sale yet',
  }
  expect(await selectAttempts(sql, ids)).toEqual([processed, retried, processed])
  await setStoreSituation(emulator, missing?.storePurchase.id ?? '', {})
  await processNotifications(await createAppContext(services, project), ids)
  expect(await selectAttempts(sql, ids)).toEqual([processed, { ...processed, attempts: 2 }, processed])
  for (const { purchaseId } of purchases) {
    const record = await getPaymentRecord(sql, purchaseId)
    expectConsistentHistory(record)
    expect(record.events).toEqual([{ type: 'PAYMENT_PAID', previous_status: null, status: 'PAID' }])
  }
})

test('two jobs with the same notifications at once, in opposite orders, record each sale once', async ({
  services,
  project,
  sql,
  inbox,
}) => {
  const purchases = await buyAndPost(inbox, 8)
  const ids = await selectWaitingIds(sql)
  const ctx = await createAppContext(services, project)
  await Promise.all([processNotifications(ctx, ids), processNotifications(ctx, ids.toReversed())])
  expect(await selectWaitingIds(sql)).toEqual([])
  for (const { purchaseId } of purchases) {
    const record = await getPaymentRecord(sql, purchaseId)
    expectConsistentHistory(record)
    expect(record.events).toHaveLength(1)
  }
})

test('a job waits for a notification that is being written, but not until its end', async ({
  services,
  inbox,
  sql,
}) => {
  const { notification } = await inbox.buyAndCapture('APP_STORE')
  await services.inboxWriter.waitUntilIdle()
  const states: string[] = []
  const posted = await sql.begin(async (transaction) => {
    await transaction`lock table notifications in share mode`
    const post = inbox.post(notification).finally(() => states.push('written'))
    await eventually(async () => {
      const locked =
        await sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      expect(locked).toHaveLength(1)
    })
    const waiting = services.inboxWriter.waitUntilIdle().then(() => states.push('waited'))
    await nextTurn()
    expect(states).toEqual([])
    await waiting
    return { post }
  })
  await posted.post
  expect(states).toEqual(['waited', 'written'])
})
