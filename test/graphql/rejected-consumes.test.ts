import { decodeId } from '../../src/platform/ids.ts'
import {
  buyItem,
  createAppClient,
  toConsumeInput,
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import type { ApiClient } from '../support/api.ts'
import type { DatabaseSnapshot } from '../support/database-snapshot.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { CONSUME_LOCK_WAIT_MS: '50' } })
  .extend('paid', { scope: 'file' }, ({ buyer }) => buyItem(buyer))

describe('a rejected consumePayment changes nothing', () => {
  const consume = async (
    databaseSnapshot: DatabaseSnapshot,
    client: ApiClient,
    paymentId: string,
    purchaseToken: string | null | undefined,
  ) => {
    const input = { paymentId, purchaseToken: purchaseToken ?? 'none' }
    const payload = await databaseSnapshot.expectUnchanged(() => client.mutate('consumePayment', input))
    expect(payload).toMatchObject({ consume: null, replayed: false, problem: { retryable: false } })
    return payload.problem
  }
  const wrongToken = { code: 'PURCHASE_TOKEN_INVALID', field: ['purchaseToken'] }

  test('a purchase token that is wrong, cut, extended, of an unknown generation or of another payment is rejected', async ({
    admin,
    paid,
    buyer,
    databaseSnapshot,
  }) => {
    const { id, purchaseToken } = paid.payment
    const token = purchaseToken ?? ''
    const another = (await buyItem(buyer)).payment.purchaseToken
    const [generation = '', mac = ''] = token.split('.')
    const wrong = [
      '',
      '.',
      token.slice(0, -1),
      `${token}A`,
      `${token}.`,
      mac,
      `00000000.${mac}`,
      generation,
      another,
    ]
    for (const each of wrong)
      expect(await consume(databaseSnapshot, admin, id, each)).toMatchObject(wrongToken)
  })

  test('a payment that does not exist or belongs to another AppKey is rejected', async ({
    admin,
    paid,
    server,
    otherProject,
    databaseSnapshot,
  }) => {
    const { id, purchaseToken } = paid.payment
    const notFound = { code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] }
    for (const none of ['', 'pay_', 'nonsense', id.replace('pay_', 'pur_'), id.toUpperCase()]) {
      expect(await consume(databaseSnapshot, admin, none, purchaseToken)).toMatchObject(notFound)
    }
    // Without the right token a caller does not learn whether the payment exists.
    expect(
      await consume(databaseSnapshot, admin, 'pay_01k00000000000000000000000', purchaseToken),
    ).toMatchObject(wrongToken)
    expect(
      await consume(databaseSnapshot, createServerClient(server, otherProject), id, purchaseToken),
    ).toMatchObject(wrongToken)
    const theirs = await buyItem(await createBuyer(server, { project: otherProject }))
    expect(
      await consume(databaseSnapshot, admin, theirs.payment.id, theirs.payment.purchaseToken),
    ).toMatchObject(wrongToken)
  })

  test('a refunded payment is rejected', async ({ emulator, admin, buyer, databaseSnapshot }) => {
    const { payment, storePurchase } = await buyItem(buyer)
    const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt })
    expect(await consume(databaseSnapshot, admin, payment.id, payment.purchaseToken)).toMatchObject({
      code: 'PAYMENT_REFUNDED',
      field: ['paymentId'],
    })
    const completed = await admin.mutate('completePayment', { paymentId: payment.id })
    expect(completed).toMatchObject({
      payment: { status: 'REFUNDED' },
      problem: { code: 'PAYMENT_REFUNDED' },
    })
  })

  test('a payment that is already consumed is rejected', async ({ admin, buyer, databaseSnapshot }) => {
    const { payment } = await buyItem(buyer)
    await admin.mutate('consumePayment', toConsumeInput(payment))
    expect(await consume(databaseSnapshot, admin, payment.id, payment.purchaseToken)).toMatchObject({
      code: 'ALREADY_CONSUMED',
    })
  })

  test('a non-consumable item is rejected', async ({ admin, buyer, databaseSnapshot }) => {
    const { payment } = await buyItem(buyer, { store: 'TEST_STORE', itemId: 'remove_ads' })
    expect(await consume(databaseSnapshot, admin, payment.id, payment.purchaseToken)).toMatchObject({
      code: 'NOT_CONSUMABLE',
      field: ['paymentId'],
    })
  })

  test('a pending purchase is rejected, because it has no payment yet', async ({
    admin,
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const { receipt } = await payAtStore(server, purchase, { outcome: 'PENDING' })
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(payment).toBeNull()
    expect(await consume(databaseSnapshot, admin, purchase.id, 'none')).toMatchObject({
      code: 'PAYMENT_NOT_FOUND',
    })
  })

  test('a client in the server-to-server model is rejected, whoever it is', async ({
    paid,
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const { id, purchaseToken } = paid.payment
    for (const by of [buyer.client, (await createBuyer(server)).client, createAppClient(server)]) {
      expect(await consume(databaseSnapshot, by, id, purchaseToken)).toMatchObject({
        code: 'CONSUME_NOT_ALLOWED',
      })
    }
  })

  test('a client of another user in the built-in model is rejected, even with the right token', async ({
    server,
    databaseSnapshot,
  }) => {
    const project = await server.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    const { payment } = await buyItem(await createBuyer(server, { project, as: 'app' }))
    const thief = await createBuyer(server, { project })
    expect(await consume(databaseSnapshot, thief.client, payment.id, payment.purchaseToken)).toMatchObject({
      code: 'CONSUME_NOT_ALLOWED',
    })
  })

  test('a call that cannot lock the payment in time is BUSY and can be retried', async ({
    project,
    services,
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment } = await buyItem(buyer)
    const appId = decodeId('ak', project.appKey) ?? ''
    const paymentId = decodeId('pay', payment.id) ?? ''
    const holding = { ttlMs: 10_000, waitMs: 0 }
    const lock = await services.coordination.acquire(`consume:{${appId}:${paymentId}}`, holding)
    const consuming = () => admin.mutate('consumePayment', toConsumeInput(payment))
    expect(await databaseSnapshot.expectUnchanged(consuming)).toMatchObject({
      consume: null,
      problem: { code: 'BUSY', retryable: true, retryAfterMs: expect.any(Number) },
    })
    if (lock !== 'busy') lock.release()
    expect((await consuming()).problem).toBeNull()
  })
})
