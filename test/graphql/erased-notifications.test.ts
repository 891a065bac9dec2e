import { eraseUserRecords } from '../../src/db/queries/user-privacy.ts'
import { selectUserByExternalId } from '../../src/db/queries/users.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { createOperatorAction } from '../../src/domain/operator/create-operator-action.ts'
import { eraseNotifications, maxSearchedByRequest } from '../../src/domain/privacy/erase-notifications.ts'
import { enqueueDueJobs } from '../../src/jobs/due-jobs.ts'
import { decrypt, encrypt, hashErasedId } from '../../src/platform/crypto.ts'
import { notificationAad } from '../../src/platform/encryption-aad.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

type ErasureFixtures = Pick<ServerFixtures, 'server' | 'services' | 'project' | 'sql'>

/** A user with a payment, and notifications about it. */
async function prepareErasure({ server, services, project, sql }: ErasureFixtures) {
  const buyer = await createBuyer(server)
  const { storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const token = storePurchase.receipt.googlePlay?.purchaseToken ?? ''
  const app = await services.apps.find((await services.serverKeys.find(project.serverKey))?.appId ?? '')
  if (app === null) expect.fail()
  const { appId } = app
  const content = encrypt(services.keyring, JSON.stringify({ token }), notificationAad(appId, 'GOOGLE_PLAY'))
  return {
    userId: buyer.userId,
    ctx: { ...services, app, caller: createCommandLineCaller('test') },
    addNotifications: async (count: number) => {
      await sql`
        insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body,
                                   encrypted_payload, status, attempts)
        select ${appId}, gen_random_uuid(), 'GOOGLE_PLAY', 'erasure-' || gen_random_uuid(), 'test', now(), 'PUSH', ${content}, ${content},
               'PROCESSED', 1
        from generate_series(1, ${count})`
    },
    countMentions: async () => {
      const rows = await sql<{ encryptedPayload: Uint8Array }[]>`
        select encrypted_payload as "encryptedPayload" from notifications where app_id = ${appId} and store = 'GOOGLE_PLAY'`
      const aad = notificationAad(appId, 'GOOGLE_PLAY')
      return rows.filter(({ encryptedPayload }) =>
        decrypt(services.keyring, encryptedPayload, aad).includes(token),
      ).length
    },
  }
}

test('a request searches a bounded number of notifications, and a job the others', async ({
  server,
  admin,
  services,
  project,
  sql,
}) => {
  const erasure = await prepareErasure({ server, services, project, sql })
  const { userId } = erasure
  await erasure.addNotifications(maxSearchedByRequest + 50)
  expect(await admin.mutate('eraseUser', { userId })).toMatchObject({
    replayed: false,
    notificationsErased: false,
    problem: null,
  })
  await expect
    .poll(() => admin.mutate('eraseUser', { userId }), { timeout: 20_000 })
    .toMatchObject({ replayed: true, notificationsErased: true })
  expect(await erasure.countMentions()).toBe(0)
})

test('an erasure whose process was killed is completed by a job, however often it runs', async ({
  server,
  admin,
  services,
  project,
  sql,
}) => {
  const erasure = await prepareErasure({ server, services, project, sql })
  const { userId, ctx } = erasure
  await erasure.addNotifications(250)
  const user = await selectUserByExternalId(services.db, ctx.app.appId, userId)
  if (user === null) expect.fail()
  // What a process leaves that was killed as soon as this statement was committed.
  const [erasedIdHash] = hashErasedId(services.keyring, user.appId, userId)
  const action = createOperatorAction(ctx, { action: 'eraseUser', changes: {} })
  const pseudonym = 'erased:test'
  await eraseUserRecords(services.db, { user, pseudonym, erasedIdHash, erasedContent: '{}', action })
  expect(await erasure.countMentions()).toBeGreaterThanOrEqual(250)
  // One run is killed after it has searched a part.
  expect(await eraseNotifications(ctx, user.id, 100)).toBe(false)
  await enqueueDueJobs(services)
  await expect
    .poll(() => admin.mutate('eraseUser', { userId }), { timeout: 20_000 })
    .toMatchObject({ replayed: true, notificationsErased: true })
  expect(await erasure.countMentions()).toBe(0)
  expect(await eraseNotifications(ctx, user.id, 100)).toBe(true)
})
