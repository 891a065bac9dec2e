import type { OperatorRole } from '../../src/domain/models.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { addOperator, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import {
  buyAndConsume,
  buyItem,
  createBuyer,
  createServerClient,
  expectField,
  type Buyer,
} from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const text = `query ($id: ID!) { payment(id: $id) {
  status consume { consumedBy serverKey { id name } address }
  storeEvidence { kind receivedAt cause content notification { id type status result } } } }`

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { notifications: true })
  .extend('addClient', { scope: 'file' }, ({ server, project, sql }) => async (role: OperatorRole) => {
    const operator = await addOperator(sql)
    await setGrant(sql, operator, project, role)
    return createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, operator), project))
  })

const read = async (client: ApiClient, id: string) => (await client.query(text, { id })).payment

const untilRefunded = (client: ApiClient, id: string) =>
  expect.poll(async () => (await read(client, id))?.status, { timeout: 20_000 }).toBe('REFUNDED')

/** The Test store sends no notifications. */
const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

test.for(stores)(
  'what %s said about a payment is kept: the proof, the refund and the notification, without what claims it',
  async (store, { admin, server, emulator, addClient }) => {
    const buyer = await createBuyer(server, { as: 'server', userId: 'tester' })
    const { payment, storePurchase } = await buyAndConsume(buyer, { store })
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await untilRefunded(admin, payment.id)
    const isNotified = async () =>
      (await read(admin, payment.id))?.storeEvidence?.some(
        ({ notification }) => notification?.status === 'PROCESSED',
      )
    await expect.poll(isNotified, { timeout: 20_000 }).toBe(true)
    const seen = await read(await addClient('SUPPORT'), payment.id)
    const evidence = seen?.storeEvidence ?? []
    const answers = evidence.filter(({ kind }) => kind === 'ANSWER')
    // Which call is the first to see the sale, or its refund, is a matter of chance.
    expect(answers.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^(NOTIFICATION|ACKNOWLEDGEMENT)$/),
      expect.stringMatching(/^(VERIFICATION|NOTIFICATION)$/),
    ])
    expect(answers.map(({ content }) => typeof content)).toEqual(['object', 'object'])
    expect(answers[0]?.content).not.toEqual(answers[1]?.content)
    const notified = evidence.filter(({ kind }) => kind === 'NOTIFICATION')
    expect(notified.map(({ notification }) => notification?.status)).toContain('PROCESSED')
    const times = evidence.map(({ receivedAt }) => receivedAt)
    expect(times).toEqual(times.toSorted().toReversed())
    const receipt = Object.values(storePurchase.receipt)[0] as Record<string, string>
    const secrets = Object.entries(receipt).filter(([name]) => /token|receipt|signed|signature/i.test(name))
    expect(secrets.length).toBeGreaterThan(0)
    for (const [, secret] of secrets) expect(JSON.stringify(seen)).not.toContain(secret)
  },
)

test('a notification is shown only at the payment that it is about', async ({ admin, server, emulator }) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const [first, second] = [
    await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
    await buyItem(buyer, { store: 'GOOGLE_PLAY' }),
  ]
  await updateStorePurchase(emulator, first.storePurchase.id, 'refund')
  await untilRefunded(admin, first.payment.id)
  const kinds = async ({ payment }: typeof first) =>
    (await read(admin, payment.id))?.storeEvidence?.map(({ notification }) => notification?.type ?? 'ANSWER')
  expect(await kinds(first)).toContain('VOIDED_PURCHASE')
  expect(await kinds(second)).not.toContain('VOIDED_PURCHASE')
})

test('the key that consumed a payment is shown to operators, and its address to OWNER, ADMIN and ADMIN keys', async ({
  admin,
  server,
  addClient,
}) => {
  const { payment } = await buyAndConsume(await createBuyer(server, { as: 'server' }))
  const serverKey = { id: expect.stringMatching(/^key_/) as string, name: expect.any(String) as string }
  const seenBy = async (client: ApiClient) => (await read(client, payment.id))?.consume
  for (const client of [admin, await addClient('OWNER'), await addClient('ADMIN')])
    expect(await seenBy(client)).toEqual({ consumedBy: 'SERVER', serverKey, address: '127.0.0.1' })
  for (const role of ['SUPPORT', 'VIEWER'] as const)
    expect(await seenBy(await addClient(role))).toEqual({ consumedBy: 'SERVER', serverKey, address: null })
  const created = await admin.mutate('createServerKey', { name: 'reader', role: 'READER' })
  const secret = expectField(created, 'secret')
  const reader = createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret}` })
  expect(await read(reader, payment.id)).toMatchObject({
    consume: { serverKey, address: null },
    storeEvidence: null,
  })
})

test('a client sees neither what the store said nor who consumed', async ({ server }) => {
  const buyer = await createBuyer(server)
  const byServer: Buyer = { ...buyer, client: createServerClient(server) }
  const { payment } = await buyAndConsume(byServer)
  expect(await read(buyer.client, payment.id)).toMatchObject({
    consume: { consumedBy: 'SERVER', serverKey: null, address: null },
    storeEvidence: null,
  })
})

test('erasing a user erases what stores said about the payments', async ({ admin, server }) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const { payment } = await buyAndConsume(buyer, { store: 'GOOGLE_PLAY' })
  await expect
    .poll(async () => (await read(admin, payment.id))?.storeEvidence?.length ?? 0, { timeout: 20_000 })
    .toBeGreaterThan(1)
  await admin.mutate('eraseUser', { userId: buyer.userId })
  const evidence = (await read(admin, payment.id))?.storeEvidence
  expect(evidence?.map(({ content }) => content)).toEqual(evidence?.map(() => null))
})
