import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  createAppClient,
  consumeInput,
  createBuyerWithoutToken,
  createBuyer,
  payAtStore,
  requestPurchase,
} from '../support/buyer.ts'
import { createServerClient, type Buyer, type VerifiedPurchase } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { openDatabaseSnapshot, type DatabaseSnapshot } from '../support/database-snapshot.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let database: DatabaseSnapshot
let admin: ApiClient
let buyer: Buyer
let other: DevApp
beforeAll(async () => {
  server = await startTestServer({ environment: { CONSUME_LOCK_WAIT_MS: '50' } })
  database = openDatabaseSnapshot(server.databaseUrl)
  admin = createServerClient(server)
  buyer = await createBuyer(server)
  other = await server.addProject({})
  await connectEmulator(server, other)
})
afterAll(async () => {
  await database.close()
  await server.close()
})

describe('consumePayment changes nothing for', () => {
  let paid: VerifiedPurchase
  beforeAll(async () => {
    paid = await buyItem(server, buyer)
  })

  const consume = async (paymentId: string, purchaseToken: string | null | undefined, by = admin) => {
    const input = { paymentId, purchaseToken: purchaseToken ?? 'none' }
    const answer = await database.expectUnchanged(() => by.mutate('consumePayment', input))
    expect(answer).toMatchObject({ consume: null, replayed: false, problem: { retryable: false } })
    return answer.problem
  }
  const wrongToken = { code: 'PURCHASE_TOKEN_INVALID', field: ['purchaseToken'] }

  test('a purchase token that is wrong, cut, extended, of an unknown generation or of another payment', async () => {
    const { id, purchaseToken } = paid.payment
    const token = purchaseToken ?? ''
    const another = (await buyItem(server, buyer)).payment.purchaseToken
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
    for (const each of wrong) expect(await consume(id, each)).toMatchObject(wrongToken)
  })

  test('a payment that there is not, or that is of another AppKey', async () => {
    const { id, purchaseToken } = paid.payment
    const notFound = { code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] }
    for (const none of ['', 'pay_', 'nonsense', id.replace('pay_', 'pur_'), id.toUpperCase()]) {
      expect(await consume(none, purchaseToken)).toMatchObject(notFound)
    }
    // Without the right token nobody learns whether there is such a payment.
    expect(await consume('pay_01k00000000000000000000000', purchaseToken)).toMatchObject(wrongToken)
    expect(await consume(id, purchaseToken, createServerClient(server, other))).toMatchObject(wrongToken)
    const theirs = await buyItem(server, await createBuyer(server, { project: other }))
    expect(await consume(theirs.payment.id, theirs.payment.purchaseToken)).toMatchObject(wrongToken)
  })

  test('a refunded payment', async () => {
    const { payment, storePurchase } = await buyItem(server, buyer)
    const { receipt } = await updateStorePurchase(server.emulator, storePurchase.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt })
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject({
      code: 'PAYMENT_REFUNDED',
      field: ['paymentId'],
    })
    const completed = await admin.mutate('completePayment', { paymentId: payment.id })
    expect(completed).toMatchObject({
      payment: { status: 'REFUNDED' },
      problem: { code: 'PAYMENT_REFUNDED' },
    })
  })

  test('a payment that is already consumed', async () => {
    const { payment } = await buyItem(server, buyer)
    await admin.mutate('consumePayment', consumeInput(payment))
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject({ code: 'ALREADY_CONSUMED' })
  })

  test('an item that is owned for good', async () => {
    const { payment } = await buyItem(server, buyer, 'TEST_STORE', 'remove_ads')
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject({
      code: 'NOT_CONSUMABLE',
      field: ['paymentId'],
    })
  })

  test('a purchase that is pending: it has no payment yet', async () => {
    const purchase = await requestPurchase(buyer, 'TEST_STORE')
    const { receipt } = await payAtStore(server, purchase, { outcome: 'PENDING' })
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(payment).toBeNull()
    expect(await consume(purchase.id, 'none')).toMatchObject({ code: 'PAYMENT_NOT_FOUND' })
  })

  test('a client in the server-to-server model, whoever it is', async () => {
    const { id, purchaseToken } = paid.payment
    for (const by of [buyer.client, (await createBuyer(server)).client, createAppClient(server)]) {
      expect(await consume(id, purchaseToken, by)).toMatchObject({ code: 'CONSUME_NOT_ALLOWED' })
    }
  })

  test('a client of another user in the built-in model, even with the right token', async () => {
    const project = await server.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    const { payment } = await buyItem(server, await createBuyerWithoutToken(server, project))
    const thief = await createBuyer(server, { project })
    expect(await consume(payment.id, payment.purchaseToken, thief.client)).toMatchObject({
      code: 'CONSUME_NOT_ALLOWED',
    })
  })

  test('a call that another one does not let through in time: BUSY, to be tried again', async () => {
    const { payment } = await buyItem(server, buyer)
    const appId = decodeId('ak', server.project.appKey) ?? ''
    const paymentId = decodeId('pay', payment.id) ?? ''
    const holding = { ttlMs: 10_000, waitMs: 0 }
    const lock = await server.instance.services.coordination.acquire(
      `consume:{${appId}:${paymentId}}`,
      holding,
    )
    const consuming = () => admin.mutate('consumePayment', consumeInput(payment))
    expect(await database.expectUnchanged(consuming)).toMatchObject({
      consume: null,
      problem: { code: 'BUSY', retryable: true, retryAfterMs: expect.any(Number) },
    })
    if (lock !== 'busy') lock.release()
    expect((await consuming()).problem).toBeNull()
  })
})
