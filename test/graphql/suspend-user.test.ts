import { newUuid } from '../../src/platform/ids.ts'
import { prepareKilledBackends } from '../operators/killed-backends.ts'
import { buyItem, buyUnverified, createBuyer, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const reason = 'three refunds after the items were used'
const suspended = { code: 'USER_SUSPENDED', retryable: false }

const test = serverTest
  .extend('player', ({ server }) => createBuyer(server))
  .extend('permanentItem', { scope: 'file' }, async ({ admin }) => {
    const itemId = 'no_ads'
    const storeProducts = [{ store: 'TEST_STORE' as const, productId: 'com.example.arcade.no_ads' }]
    await admin.mutate('upsertItem', { itemId, name: 'No ads', type: 'NON_CONSUMABLE', storeProducts })
    return itemId
  })

describe('a suspended user', () => {
  test('can pay and is recorded, but no payment of the user is consumed until the user is released', async ({
    admin,
    player,
    databaseSnapshot,
  }) => {
    const { payment: before } = await buyItem(player)
    const { purchase, storePurchase } = await buyUnverified(player)
    expect(await admin.mutate('suspendUser', { userId: player.userId, reason })).toMatchObject({
      user: { userId: player.userId, suspendedAt: expect.any(String) },
      replayed: false,
      problem: null,
    })
    const verified = await player.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt: storePurchase.receipt,
    })
    expect(verified).toMatchObject({ payment: { status: 'PAID' }, problem: null })
    await databaseSnapshot.expectUnchanged(async () => {
      for (const payment of [before, verified.payment]) {
        const refused = await admin.mutate('consumePayment', toConsumeInput(payment ?? before, newUuid()))
        expect(refused).toMatchObject({ consume: null, payment: { status: 'PAID' }, problem: suspended })
      }
    })
    const list = 'query ($userId: String!) { unconsumedPayments(userId: $userId) { nodes { id } } }'
    const { unconsumedPayments } = await admin.query(list, { userId: player.userId })
    expect(unconsumedPayments.nodes.map(({ id }) => id)).toEqual([before.id, verified.payment?.id])
    expect(await admin.mutate('releaseUser', { userId: player.userId, reason })).toMatchObject({
      user: { suspendedAt: null },
      replayed: false,
    })
    expect(await admin.mutate('consumePayment', toConsumeInput(before))).toMatchObject({ problem: null })
  })

  test('does not keep the payments of others in the same call from being consumed', async ({
    admin,
    server,
    player,
  }) => {
    const other = await createBuyer(server)
    const consumes = [
      toConsumeInput((await buyItem(player)).payment),
      toConsumeInput((await buyItem(other)).payment),
    ]
    await admin.mutate('suspendUser', { userId: player.userId, reason })
    const { results } = await admin.mutate('consumePayments', { consumes })
    expect(results).toMatchObject([{ problem: suspended }, { consume: {}, problem: null }])
  })

  test('cannot be given an item that is not consumable', async ({ admin, player, permanentItem }) => {
    const { payment } = await buyItem(player, { itemId: permanentItem })
    await admin.mutate('suspendUser', { userId: player.userId, reason })
    const completion = { paymentId: payment.id, idempotencyKey: newUuid() }
    expect(await admin.mutate('completePayment', completion)).toMatchObject({
      payment: { status: 'PAID' },
      problem: suspended,
    })
    await admin.mutate('releaseUser', { userId: player.userId, reason })
    expect(await admin.mutate('completePayment', completion)).toMatchObject({
      payment: { status: 'COMPLETED' },
      replayed: false,
      problem: null,
    })
  })

  test('whose payment was consumed before gets the same consume again, and its delivery is recorded', async ({
    admin,
    player,
  }) => {
    const { payment } = await buyItem(player)
    const input = toConsumeInput(payment, newUuid())
    const { consume } = await admin.mutate('consumePayment', input)
    await admin.mutate('suspendUser', { userId: player.userId, reason })
    expect(await admin.mutate('consumePayment', input)).toMatchObject({
      consume: { id: consume?.id },
      replayed: true,
      problem: null,
    })
    expect(await admin.mutate('consumePayment', toConsumeInput(payment, newUuid()))).toMatchObject({
      problem: { code: 'ALREADY_CONSUMED' },
    })
    expect(await admin.mutate('completePayment', { paymentId: payment.id })).toMatchObject({
      payment: { status: 'COMPLETED' },
      problem: null,
    })
  })

  test('is in the list of suspended users, latest first, and does not show it to clients', async ({
    admin,
    server,
    player,
  }) => {
    const earlier = await createBuyer(server)
    for (const { userId } of [earlier, player]) await admin.mutate('suspendUser', { userId, reason })
    const page = async (after: string | null) =>
      (
        await admin.query(
          'query ($after: Cursor) { suspendedUsers(first: 1, after: $after) { nodes { userId } pageInfo { endCursor } } }',
          { after },
        )
      ).suspendedUsers
    const first = await page(null)
    const second = await page(first.pageInfo.endCursor ?? null)
    expect([...first.nodes, ...second.nodes].map(({ userId }) => userId)).toEqual([
      player.userId,
      earlier.userId,
    ])
    const { payment } = await buyItem(player)
    const text = `query ($id: ID!) { payment(id: $id) { user { suspendedAt paymentTotals { paymentCount } } } }`
    expect((await player.client.query(text, { id: payment.id })).payment?.user).toEqual({
      suspendedAt: null,
      paymentTotals: null,
    })
  })
})

describe('suspending and releasing', () => {
  test('needs a reason and a user that exists', async ({ admin, player }) => {
    for (const name of ['suspendUser', 'releaseUser'] as const) {
      expect(await admin.mutate(name, { userId: player.userId, reason: '' })).toMatchObject({
        user: null,
        problem: { code: 'INVALID_INPUT', field: ['reason'] },
      })
      expect(await admin.mutate(name, { userId: 'nobody', reason })).toMatchObject({
        user: null,
        problem: { code: 'USER_NOT_REGISTERED', field: ['userId'] },
      })
    }
  })

  test('happens once by two calls at once, and again by none', async ({ admin, player, records }) => {
    const id = (await admin.query('query ($userId: String!) { user(userId: $userId) { id } }', player)).user
      ?.id
    for (const name of ['suspendUser', 'releaseUser'] as const) {
      const act = () => admin.mutate(name, { userId: player.userId, reason })
      const results = [...(await Promise.all([act(), act()])), await act()]
      expect(results.map(({ replayed }) => replayed).toSorted()).toEqual([false, true, true])
    }
    expect(await records.auditLog(id ?? '')).toMatchObject([
      {
        action: 'suspendUser',
        reason,
        changes: { before: { suspended: false }, after: { suspended: true } },
      },
      {
        action: 'releaseUser',
        reason,
        changes: { before: { suspended: true }, after: { suspended: false } },
      },
    ])
  })

  test('has not happened if the connection is killed at the audit entry, and can be repeated', async ({
    admin,
    player,
    sql,
  }) => {
    const killed = await prepareKilledBackends(sql)
    const text = 'query ($userId: String!) { user(userId: $userId) { suspendedAt } }'
    const isSuspended = async () => (await admin.query(text, player)).user?.suspendedAt !== null
    for (const name of ['suspendUser', 'releaseUser'] as const) {
      const before = await isSuspended()
      const act = () => admin.mutate(name, { userId: player.userId, reason })
      await expect(killed.killAt(name, act)).rejects.toThrow()
      expect(await isSuspended()).toBe(before)
      expect(await act()).toMatchObject({ replayed: false, problem: null })
      expect(await isSuspended()).toBe(!before)
    }
  })
})
