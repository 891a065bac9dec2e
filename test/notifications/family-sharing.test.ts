import type { ApiClient } from '../support/api.ts'
import {
  createStorePurchase,
  getStorePurchase,
  updateStorePurchase,
  type EmulatorAddress,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'
import {
  buyItem,
  createBuyer,
  expectField,
  requestPurchase,
  toStoreProductId,
  type Buyer,
} from '../support/purchase-client.ts'
import { describe, expect, notificationTest as test } from './notification-fixture.ts'

const mismatch = { payment: null, problem: { code: 'RECEIPT_USER_MISMATCH' } }
const store = 'APP_STORE'

const setPolicy = async (admin: ApiClient, familySharingPolicy: 'REFUSE' | 'ALLOW') => {
  expectField(await admin.mutate('updateAppKey', { familySharingPolicy }), 'appKey')
}

/** The transaction that a family member gets for an item that another one bought. */
const share = (emulator: EmulatorAddress, options: Partial<StorePurchaseOptions> = {}) =>
  createStorePurchase(emulator, {
    store,
    productId: toStoreProductId('remove_ads'),
    familyShared: true,
    ...options,
  })

type Receipt = Awaited<ReturnType<typeof share>>['receipt']
const verify = ({ client }: Buyer, receipt: Receipt) => client.mutate('verifyPurchase', { receipt })

const findPayment = async (client: ApiClient, id: string) => {
  const text = `query ($id: ID!) { payment(id: $id) { status ownership price { amount } refund { source reason amount { amount } }
    acknowledgement { status attempts } events { type } } }`
  return (await client.query(text, { id })).payment
}

describe('the policy REFUSE', () => {
  test('I5: a family-shared receipt is refused and leaves no record, which is the default', async ({
    server,
    emulator,
    admin,
    databaseSnapshot,
    notifications,
  }) => {
    expect((await admin.query('{ appKey { familySharingPolicy } }')).appKey).toEqual({
      familySharingPolicy: 'REFUSE',
    })
    const member = await createBuyer(server)
    const { receipt } = await share(emulator)
    await notifications.waitForIdle()
    const refused = await databaseSnapshot.expectUnchanged(() => verify(member, receipt))
    expect(refused).toMatchObject(mismatch)
    expect(refused.problem?.message).toContain('Only its buyer')
  })

  test('a payment that was recorded under ALLOW stays valid under REFUSE', async ({
    server,
    emulator,
    admin,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const member = await createBuyer(server)
    const { receipt } = await share(emulator)
    const { id } = expectField(await verify(member, receipt), 'payment')
    await setPolicy(admin, 'REFUSE')
    expect(await verify(member, receipt)).toMatchObject({ replayed: true, payment: { id, status: 'PAID' } })
  })
})

test('a change of the policy writes an audit entry with the policy before and after', async ({ admin }) => {
  await setPolicy(admin, 'ALLOW')
  await setPolicy(admin, 'REFUSE')
  const { auditLog } = await admin.query('{ auditLog(first: 1) { nodes { action changes } } }')
  expect(auditLog.nodes).toEqual([
    {
      action: 'updateAppKey',
      changes: { before: { familySharingPolicy: 'ALLOW' }, after: { familySharingPolicy: 'REFUSE' } },
    },
  ])
})

describe('the policy ALLOW', () => {
  test('I1: each family member gets one payment of their own, which is free and marked as SHARED', async ({
    server,
    emulator,
    admin,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const [owner, member, sibling] = [
      await createBuyer(server),
      await createBuyer(server),
      await createBuyer(server),
    ]
    const bought = await buyItem(owner, { store, itemId: 'remove_ads' })
    expect(await findPayment(owner.client, bought.payment.id)).toMatchObject({ ownership: 'BOUGHT' })
    const ids = new Set([bought.payment.id])
    for (const each of [member, sibling]) {
      const { receipt, transactionId } = await share(emulator)
      const claimed = await verify(each, receipt)
      const { id } = expectField(claimed, 'payment')
      expect(claimed.payment).toMatchObject({
        storeTransactionId: transactionId,
        user: { userId: each.userId },
      })
      const shared = await findPayment(each.client, id)
      expect(shared).toMatchObject({
        status: 'PAID',
        ownership: 'SHARED',
        acknowledgement: { status: 'NOT_REQUIRED' },
      })
      expect(Number(shared?.price?.amount ?? 0)).toBe(0)
      expect(await verify(each, receipt)).toMatchObject({ replayed: true, payment: { id } })
      ids.add(id)
    }
    expect(ids.size).toBe(3)
  })

  test('I1: of two users who submit the same share at the same time one gets the payment', async ({
    server,
    emulator,
    admin,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const members = [await createBuyer(server), await createBuyer(server)]
    const { receipt } = await share(emulator)
    const results = await Promise.all(members.map((member) => verify(member, receipt)))
    expect(results.filter(({ payment }) => payment != null)).toHaveLength(1)
    expect(results.find(({ problem }) => problem != null)).toMatchObject(mismatch)
    const loser = members[results.findIndex(({ problem }) => problem != null)]
    if (loser === undefined) throw new Error('one of the two must be refused')
    expect(await verify(loser, receipt)).toMatchObject(mismatch)
  })

  test('I5: a bare transaction id of a share is refused, even with the account token of an own purchase', async ({
    server,
    emulator,
    admin,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const member = await createBuyer(server)
    const { accountToken } = await requestPurchase(member, { store, itemId: 'remove_ads' })
    for (const options of [{}, { accountToken }]) {
      const { transactionId } = await share(emulator, options)
      expect(await verify(member, { appStore: { transactionId } })).toMatchObject(mismatch)
    }
  })

  test('a shared transaction of a consumable item is refused', async ({ server, emulator, admin }) => {
    await setPolicy(admin, 'ALLOW')
    const member = await createBuyer(server)
    const { receipt } = await share(emulator, {
      productId: toStoreProductId('coins_100'),
      productType: 'NON_CONSUMABLE',
    })
    expect(await verify(member, receipt)).toMatchObject(mismatch)
  })

  test("a share with its buyer's account token fulfils no purchase of the buyer, neither by notification nor by receipt", async ({
    server,
    emulator,
    admin,
    notifications,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const [owner, member] = [await createBuyer(server), await createBuyer(server)]
    const reserved = await requestPurchase(owner, { store, itemId: 'remove_ads' })
    const { receipt } = await share(emulator, { accountToken: reserved.accountToken })
    await notifications.waitForIdle()
    expect(await notifications.findPurchase(reserved.id)).toMatchObject({ status: 'REQUESTED' })
    const { unattributedSales } = await admin.query('{ unattributedSales { nodes { id } } }')
    expect(unattributedSales.nodes).toEqual([])
    const payment = expectField(await verify(member, receipt), 'payment')
    expect(payment.user.userId).toBe(member.userId)
    expect(payment.purchase.id).not.toBe(reserved.id)
  })

  test.for(['refund', 'revoke'] as const)(
    'I3: a share that the store ends by a %s becomes REFUNDED without an amount, and only that one',
    async (change, { server, emulator, admin, notifications }) => {
      await setPolicy(admin, 'ALLOW')
      const [member, sibling] = [await createBuyer(server), await createBuyer(server)]
      const [ended, kept] = [await share(emulator), await share(emulator)]
      const { id } = expectField(await verify(member, ended.receipt), 'payment')
      const other = expectField(await verify(sibling, kept.receipt), 'payment')
      await updateStorePurchase(emulator, ended.id, change)
      await notifications.waitForIdle()
      const refunded = await findPayment(member.client, id)
      expect(refunded).toMatchObject({
        status: 'REFUNDED',
        refund: { source: 'NOTIFICATION', reason: 'FAMILY_REVOKE' },
        events: [{ type: 'PAYMENT_PAID' }, { type: 'PAYMENT_REFUNDED' }],
      })
      expect(Number(refunded?.refund?.amount?.amount ?? 0)).toBe(0)
      expect(await findPayment(sibling.client, other.id)).toMatchObject({ status: 'PAID', refund: null })
    },
  )

  test('a share that ended before it was claimed is refused as refunded', async ({
    server,
    emulator,
    admin,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const member = await createBuyer(server)
    const { id } = await share(emulator)
    const { receipt } = await updateStorePurchase(emulator, id, 'revoke')
    expect(await verify(member, receipt)).toMatchObject({
      payment: null,
      problem: { code: 'PAYMENT_REFUNDED' },
    })
  })

  test('a share is never acknowledged at the store, also when it is completed', async ({
    server,
    emulator,
    admin,
    notifications,
  }) => {
    await setPolicy(admin, 'ALLOW')
    const member = await createBuyer(server)
    const { receipt, id } = await share(emulator)
    const payment = expectField(await verify(member, receipt), 'payment')
    expectField(await admin.mutate('completePayment', { paymentId: payment.id }), 'payment')
    await notifications.waitForIdle()
    expect(await findPayment(member.client, payment.id)).toMatchObject({
      status: 'COMPLETED',
      acknowledgement: { status: 'NOT_REQUIRED', attempts: 0 },
    })
    expect(await getStorePurchase(emulator, id)).toMatchObject({ finished: false })
  })
})
