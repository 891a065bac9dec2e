import { selectProcessedNotifications } from '../../src/db/queries/erased-users.ts'
import { decrypt } from '../../src/platform/crypto.ts'
import { notificationAad } from '../../src/platform/encryption-aad.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import {
  buyAndConsume,
  buyItem,
  createBuyer,
  expectField,
  newUserId,
  requestPurchase,
  type Buyer,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

/** The tables of the database in which the text occurs. */
async function findTables({ sql }: Pick<ServerFixtures, 'sql'>, text: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from ${sql(name)} as t where position(${text} in t::text) > 0`
    if ((row?.count ?? 0) > 0) found.push(name)
  }
  return found.toSorted()
}

/** A user whose id is in every place that can hold it. */
async function prepareUser({
  server,
  admin,
  emulator,
}: Pick<ServerFixtures, 'server' | 'admin' | 'emulator'>) {
  const userId = newUserId()
  await admin.mutate('updateAppKey', { sandboxTesterUserIds: ['tester', userId] })
  const buyer = await createBuyer(server, { userId })
  const request = {
    itemId: 'coins_100',
    store: 'GOOGLE_PLAY',
    developerPayload: `payload of ${userId}`,
  } as const
  expectField(await buyer.client.mutate('requestPurchase', request), 'purchase')
  const byServer: Buyer = { ...buyer, client: admin }
  const consumed = await buyAndConsume(byServer, { store: 'GOOGLE_PLAY', idempotencyKey: `key-${userId}` })
  const paymentId = consumed.payment.id
  await admin.mutate('completePayment', { paymentId, deliveryReference: `mail to ${userId}` })
  const paid = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const transferred = await buyItem(await createBuyer(server))
  await admin.mutate('transferPayment', {
    paymentId: transferred.payment.id,
    toUserId: userId,
    reason: 'swap',
  })
  await updateStorePurchase(emulator, paid.storePurchase.id, 'refund')
  return { userId, buyer, paymentId, paid }
}

describe('eraseUser', () => {
  test('the person goes and the money stays', async ({ server, admin, emulator, sql, services, project }) => {
    const { userId, paymentId, paid } = await prepareUser({ server, admin, emulator })
    await expect
      .poll(
        async () =>
          (await admin.query('query ($id: ID!) { payment(id: $id) { status } }', { id: paid.payment.id }))
            .payment,
      )
      .toEqual({ status: 'REFUNDED' })
    const paymentText = `query ($id: ID!) { payment(id: $id) {
      status price { amount } storeTransactionId paidAt completedAt consume { consumedAt } } }`
    const moneyBefore = await admin.query(paymentText, { id: paymentId })

    const erased = await admin.mutate('eraseUser', { userId })
    const pseudonym = erased.user?.userId ?? ''
    expect(erased).toMatchObject({ replayed: false, problem: null })
    expect(pseudonym).toMatch(/^erased:[\w-]{20,}$/)

    // The key that the caller chose for the reservation is the caller's to choose; it is deleted when it is old.
    expect(await findTables({ sql }, userId)).toEqual(['idempotency_keys'])
    expect(await admin.query(paymentText, { id: paymentId })).toEqual(moneyBefore)
    const events = await admin.query(
      'query ($id: ID!) { payment(id: $id) { events { payment { user { userId } } } refunds { id } } }',
      { id: paid.payment.id },
    )
    expect(events.payment?.refunds).toHaveLength(1)
    expect(new Set(events.payment?.events.map(({ payment }) => payment?.user.userId))).toEqual(
      new Set([pseudonym]),
    )

    const [receipt] = await sql<{ raw: string }[]>`
      select distinct raw from receipts r join payments p on p.id = r.payment_id
      join users u on u.id = p.user_id where u.external_id = ${pseudonym}`
    expect(receipt?.raw).toBe('{"erased":true}')
    const app = await services.apps.find((await services.serverKeys.find(project.serverKey))?.appId ?? '')
    expect(app?.row.sandboxTesterUserIds).toEqual(['tester'])
    const { nodes } = (await admin.query('{ auditLog(first: 100) { nodes { action subjectId changes } } }'))
      .auditLog
    expect(nodes[0]).toEqual({
      action: 'eraseUser',
      subjectId: erased.user?.id,
      changes: { erasedIdHash: expect.stringMatching(/^[\da-f]{64}$/) },
    })
    const transfer = nodes.find(({ action }) => action === 'transferPayment')
    expect(transfer?.changes).toMatchObject({ after: { userId: pseudonym } })
  })

  test('I1: a payment of an erased user cannot be claimed again, also not by the same id', async ({
    server,
    admin,
  }) => {
    const buyer = await createBuyer(server)
    const { payment, storePurchase } = await buyItem(buyer)
    await admin.mutate('eraseUser', { userId: buyer.userId })
    const again = await createBuyer(server, { userId: buyer.userId })
    const { receipt } = storePurchase
    expect(await again.client.mutate('verifyPurchase', { receipt })).toMatchObject({
      payment: null,
      problem: { code: 'RECEIPT_USER_MISMATCH' },
    })
    const list = await again.client.query('{ unconsumedPayments { nodes { id } } }')
    expect(list.unconsumedPayments.nodes).toEqual([])
    expect(
      (await admin.query('query ($id: ID!) { payment(id: $id) { status } }', { id: payment.id })).payment,
    ).toEqual({
      status: 'PAID',
    })
  })

  test('erasing again changes nothing, and a new user with the same id is erased on its own', async ({
    server,
    admin,
    databaseSnapshot,
  }) => {
    const { userId } = await createBuyer(server)
    const first = await admin.mutate('eraseUser', { userId })
    const again = await databaseSnapshot.expectUnchanged(() => admin.mutate('eraseUser', { userId }))
    expect(again).toEqual({ ...first, replayed: true })
    await createBuyer(server, { userId })
    const second = await admin.mutate('eraseUser', { userId })
    expect(second.replayed).toBe(false)
    expect(second.user?.id).not.toBe(first.user?.id)
  })

  test('of concurrent erasures one erases, and the others return its result', async ({ server, admin }) => {
    const { userId } = await createBuyer(server)
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => admin.mutate('eraseUser', { userId })))
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(new Set(outcomes.map(({ user }) => user?.userId)).size).toBe(1)
  })

  test('an unknown user, and the user of another project, is not erased', async ({
    server,
    otherProject,
    admin,
    databaseSnapshot,
  }) => {
    const theirs = await createBuyer(server, { project: otherProject })
    for (const userId of [newUserId(), theirs.userId]) {
      const outcome = await databaseSnapshot.expectUnchanged(() => admin.mutate('eraseUser', { userId }))
      expect(outcome).toMatchObject({ user: null, problem: { code: 'USER_NOT_REGISTERED' } })
    }
  })

  test('no caller can act as an erased user by its pseudonym', async ({ server, admin }) => {
    const { userId } = await createBuyer(server)
    const { user } = await admin.mutate('eraseUser', { userId })
    const pseudonym = user?.userId ?? ''
    expect(await admin.mutate('registerUser', { userId: pseudonym })).toMatchObject({
      user: null,
      problem: { code: 'INVALID_INPUT', field: ['userId'] },
    })
    const request = { userId: pseudonym, itemId: 'coins_100', store: 'TEST_STORE' } as const
    expect((await admin.mutate('requestPurchase', request)).problem?.code).toBe('INVALID_INPUT')
  })

  test('the content of the notifications about the user is erased, and that of others stays', async ({
    server,
    admin,
    services,
    project,
  }) => {
    const [buyer, other] = [await createBuyer(server), await createBuyer(server)]
    const [bought, theirs] = [
      await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
      await buyItem(other, { store: 'GOOGLE_PLAY' }),
    ]
    const appId = (await services.serverKeys.find(project.serverKey))?.appId ?? ''
    const contents = async () => {
      const rows = await selectProcessedNotifications(services.db, appId, {
        from: { receivedAt: new Date(0), id: null },
        limit: 500,
      })
      return rows.map(({ store, encryptedBody, encryptedPayload }) => {
        const aad = notificationAad(appId, store)
        return (
          decrypt(services.keyring, encryptedBody, aad) + decrypt(services.keyring, encryptedPayload, aad)
        )
      })
    }
    const tokenOf = ({ storePurchase }: typeof bought) =>
      storePurchase.receipt.googlePlay?.purchaseToken ?? ''
    const mentions = async (token: string) =>
      (await contents()).filter((content) => content.includes(token)).length
    await expect.poll(() => mentions(tokenOf(bought))).toBeGreaterThan(0)
    await expect.poll(() => mentions(tokenOf(theirs))).toBeGreaterThan(0)
    const theirsBefore = await mentions(tokenOf(theirs))
    expect(await admin.mutate('eraseUser', { userId: buyer.userId })).toMatchObject({
      notificationsErased: true,
    })
    expect(await mentions(tokenOf(bought))).toBe(0)
    expect(await mentions(tokenOf(theirs))).toBe(theirsBefore)
  })
})

describe('exportUser', () => {
  test('an export has everything about the user in pages, nothing about others, and one audit entry', async ({
    server,
    admin,
    emulator,
  }) => {
    const buyer = await createBuyer(server)
    const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    await requestPurchase(buyer, { itemId: 'remove_ads' })
    await buyItem(await createBuyer(server))
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await expect
      .poll(
        async () =>
          (await admin.query('query ($id: ID!) { payment(id: $id) { status } }', { id: payment.id })).payment,
      )
      .toEqual({ status: 'REFUNDED' })
    const { userId } = buyer
    const first = await admin.mutate('exportUser', { userId, first: 1 })
    const second = await admin.mutate('exportUser', { userId, first: 1, after: first.endCursor ?? null })
    expect([first.hasNextPage, second.hasNextPage]).toEqual([true, false])
    expect(first.data).toMatchObject({
      user: { userId, isSandboxTester: false },
      purchases: [
        {
          item: 'coins_100',
          payment: {
            status: 'REFUNDED',
            priceMicros: expect.stringMatching(/^\d+$/),
            refunds: [{ isFull: true }],
            receipts: [
              { source: 'VERIFICATION', raw: expect.stringContaining('PROCESSED') },
              { source: 'NOTIFICATION', raw: expect.stringContaining('REFUNDED') },
            ],
          },
        },
      ],
    })
    expect(second.data).toMatchObject({ purchases: [{ item: 'remove_ads', payment: null }] })
    const { nodes } = (await admin.query('{ auditLog { nodes { action } } }')).auditLog
    expect(nodes.filter(({ action }) => action === 'exportUser')).toHaveLength(1)
    expect(await admin.mutate('exportUser', { userId: newUserId() })).toMatchObject({
      data: null,
      problem: { code: 'USER_NOT_REGISTERED' },
    })
  })
})
