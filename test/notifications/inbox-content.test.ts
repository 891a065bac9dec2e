import type { OperatorRole } from '../../src/domain/models.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { addOperator, addToken, setGrant, tokenHeaders } from '../support/operators.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, notificationTest, notifyingStores } from './notification-fixture.ts'

const test = notificationTest.extend(
  'addClient',
  { scope: 'file' },
  ({ server, project, sql }) =>
    async (role: OperatorRole) => {
      const operator = await addOperator(sql)
      await setGrant(sql, operator, project, role)
      return createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, operator), project))
    },
)

const text = `query ($store: Store, $type: String) { notifications(store: $store, type: $type, first: 100) {
  nodes { id type status result verification content payments { id } } } }`

const readInbox = async (client: ApiClient, variables: Readonly<Record<string, unknown>>) =>
  (await client.query(text, variables)).notifications.nodes

/** The texts of a receipt by which somebody could claim its purchase. */
function proofsOf(receipt: object): string[] {
  const values = Object.values(receipt).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  )
  return values.flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' && /token|signed/i.test(name) ? [value] : [],
  )
}

test.for(notifyingStores)(
  'I10: a notification of %s shows what the store sent and its payments, but nothing that proves a purchase',
  async (store, { server, admin, notifications, addClient }) => {
    const { payment, storePurchase } = await buyItem(await createBuyer(server), { store })
    await notifications.waitForIdle()
    await admin.mutate('refundPayment', { paymentId: payment.id, reason: 'test' })
    await notifications.waitForIdle()
    const inbox = await readInbox(await addClient('SUPPORT'), { store })
    const ofPayment = inbox.filter(({ payments }) => payments.some(({ id }) => id === payment.id))
    expect(ofPayment.length).toBeGreaterThan(0)
    const [proof = ''] = proofsOf(storePurchase.receipt)
    expect(proof.length).toBeGreaterThan(20)
    for (const { content, status, verification } of ofPayment) {
      expect({ status, verification }).toEqual({ status: 'PROCESSED', verification: 'SIGNATURE' })
      expect(content).toEqual(expect.any(Object))
      const shown = JSON.stringify(content)
      expect(shown).not.toContain(proof)
      expect(shown).not.toMatch(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/)
    }
    const [type] = ofPayment.map((each) => each.type)
    const ofType = await readInbox(admin, { type })
    expect(ofType.length).toBeGreaterThan(0)
    expect(ofType.every((each) => each.type === type)).toBe(true)
    const seenByViewer = await readInbox(await addClient('VIEWER'), { store })
    expect(seenByViewer.map(({ content }) => content)).toEqual(inbox.map(() => null))
  },
)

test('of a notification about an erased user nothing is left, and processing it again changes nothing', async ({
  server,
  admin,
  notifications,
}) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await notifications.waitForIdle()
  const inbox = await readInbox(admin, { store: 'GOOGLE_PLAY' })
  const [about] = inbox.filter(({ payments }) => payments.some(({ id }) => id === payment.id))
  if (about === undefined) expect.fail()
  await admin.mutate('eraseUser', { userId: buyer.userId })
  const { problem } = await admin.mutate('replayNotification', { notificationId: about.id })
  expect(problem).toBeNull()
  await notifications.waitForIdle()
  const erased = (await readInbox(admin, { store: 'GOOGLE_PLAY' })).find(({ id }) => id === about.id)
  expect(erased).toMatchObject({
    status: 'PROCESSED',
    result: 'no changes',
    content: { erased: true },
    payments: [],
  })
})
