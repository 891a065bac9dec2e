import type { Context } from '../../src/domain/context.ts'
import { correctPayment } from '../../src/domain/payment/correct-payment.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createApiClient, mutationText, type ApiClient } from '../support/api.ts'
import { buyItem, expectField, createServerClient, type Buyer } from '../support/purchase-client.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { createOwnerClient } from '../support/operators.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

const reason = 'the customer wrote to us'
const createInputs = ({ userId }: Buyer, paymentId: string) => ({
  refundPayment: { paymentId, reason },
  correctPayment: { paymentId, reason, status: 'CONSUMED' as const },
  transferPayment: { paymentId, reason, toUserId: userId },
  retryAcknowledgement: { paymentId },
})
const ofPayments = ['refundPayment', 'correctPayment', 'transferPayment', 'retryAcknowledgement'] as const

async function roleApi(
  server: TestServer,
  admin: ApiClient,
  role: 'READER' | 'GAME_SERVER' | 'ADMIN',
): Promise<ApiClient> {
  const secret = expectField(await admin.mutate('createServerKey', { name: role, role }), 'secret')
  return createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret}` })
}

describe('operator actions', () => {
  test.for(ofPayments)(
    'the mutation %s requires an ADMIN key',
    async (name, { server, admin, buyer, records, databaseSnapshot }) => {
      const { payment } = await buyItem(buyer)
      const callers = [
        await roleApi(server, admin, 'READER'),
        await roleApi(server, admin, 'GAME_SERVER'),
        buyer.client,
      ]
      for (const api of callers) {
        await databaseSnapshot.expectUnchanged(async () =>
          expect(await api.mutationErrorCodes(name, createInputs(buyer, payment.id)[name])).toEqual([
            'FORBIDDEN',
          ]),
        )
      }
      expect(await records.auditLog(payment.id)).toEqual([])
    },
  )

  test.for(ofPayments)(
    'I11: the mutation %s finds no payment that belongs to another AppKey or does not exist',
    async (name, { server, otherProject, buyer, records }) => {
      const { payment } = await buyItem(buyer)
      const other = createServerClient(server, otherProject)
      await other.mutate('registerUser', { userId: buyer.userId })
      for (const id of [payment.id, 'pay_none', 'pay_01k00000000000000000000000']) {
        const payload = await other.mutate(name, createInputs(buyer, id)[name])
        expect(payload).toMatchObject({
          payment: null,
          problem: { code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] },
        })
      }
      expect([await records.auditLog(payment.id), await records.events(payment.id)]).toEqual([[], []])
    },
  )

  test('replayNotification and the audit log require an ADMIN key; notifications do not', async ({
    server,
    project,
    admin,
    buyer,
    records,
  }) => {
    const notificationId = await records.addNotification(project)
    for (const api of [await roleApi(server, admin, 'READER'), await roleApi(server, admin, 'GAME_SERVER')]) {
      expect(await api.mutationErrorCodes('replayNotification', { notificationId })).toEqual(['FORBIDDEN'])
      expect(await api.queryErrorCodes('{ auditLog { nodes { id } } }')).toEqual(['FORBIDDEN'])
      expect(await api.queryErrorCodes('{ notifications { nodes { id } } }')).toEqual([])
    }
    expect(await buyer.client.queryErrorCodes('{ auditLog { nodes { id } } }')).toEqual(['FORBIDDEN'])
  })

  test('I10: no response contains a token, a key or the content of a notification', async ({
    server,
    project,
    admin,
    buyer,
    records,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const notificationId = await records.addNotification(project, { secret: 'secret of the message' })
    const calls: readonly [Parameters<typeof mutationText>[0], object][] = [
      ['retryAcknowledgement', createInputs(buyer, payment.id).retryAcknowledgement],
      ['correctPayment', createInputs(buyer, payment.id).correctPayment],
      ['refundPayment', createInputs(buyer, payment.id).refundPayment],
      ['replayNotification', { notificationId }],
    ]
    const payloads: unknown[] = []
    for (const [name, input] of calls) {
      payloads.push(
        await postGraphql(server.graphqlUrl, serverKeyHeaders(project), mutationText(name), { input }),
      )
    }
    payloads.push(
      await admin.query('{ auditLog { nodes { actor { kind id name } action subjectId reason changes } } }'),
    )
    payloads.push(await admin.query('{ notifications { nodes { storeNotificationId type result } } }'))
    const text = JSON.stringify(payloads)
    const secrets = [
      project.serverKey,
      storePurchase.receipt.googlePlay?.purchaseToken,
      'secret of the message',
    ]
    for (const secret of secrets) expect(text).not.toContain(expectField({ secret }, 'secret'))
    const [, second] = payloads
    expect(JSON.stringify(second)).not.toContain(expectField(payment, 'purchaseToken'))
  })
})

describe('the audit log', () => {
  const fields =
    'id position hash occurredAt actor { kind id name } transport address requestId action subjectId reason changes'
  const read = async (api: ApiClient, args = '') =>
    (await api.query(`{ auditLog${args} { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`))
      .auditLog

  test('the audit log shows the actor, the action, the reason and the changes, newest first', async ({
    server,
    project,
    otherProject,
    admin,
    buyer,
    records,
  }) => {
    const { payment } = await buyItem(buyer)
    await admin.mutate('correctPayment', createInputs(buyer, payment.id).correctPayment)
    const notificationId = await records.addNotification(project)
    await admin.mutate('replayNotification', { notificationId })
    const [newest, before] = (await read(admin)).nodes
    expect(newest).toMatchObject({ action: 'replayNotification', subjectId: notificationId, reason: null })
    expect(before).toEqual({
      id: expect.stringMatching(/^aud_/),
      occurredAt: expect.any(String),
      position: expect.any(Number),
      hash: expect.stringMatching(/^[\da-f]{64}$/),
      actor: { kind: 'SERVER_KEY', id: expect.stringMatching(/^key_/), name: null },
      transport: 'HTTP',
      address: '127.0.0.1',
      requestId: expect.stringMatching(/^req_[\da-f]{24}$/),
      action: 'correctPayment',
      subjectId: payment.id,
      reason,
      changes: { after: { status: 'CONSUMED' }, before: { status: 'PAID' } },
    })
    const text = 'query ($id: ID!) { node(id: $id) { __typename } }'
    const asNode = async (api: ApiClient) => (await api.query(text, { id: before?.id })).node
    expect(await asNode(admin)).toEqual({ __typename: 'AuditEntry' })
    for (const api of [
      await roleApi(server, admin, 'GAME_SERVER'),
      buyer.client,
      createServerClient(server, otherProject),
    ]) {
      expect(await asNode(api)).toBeNull()
    }
    expect(newest?.position).toBe((before?.position ?? 0) + 1)
    const { serverKeys } = (await admin.query('{ appKey { serverKeys { id } } }')).appKey
    expect(serverKeys.map(({ id }) => id)).toContain(before?.actor.id)
  })

  test('the audit log of one subject is read page by page', async ({ project, admin, records }) => {
    const notificationId = await records.addNotification(project)
    for (const _ of [1, 2, 3]) await admin.mutate('replayNotification', { notificationId })
    const subject = `subjectId: "${notificationId}"`
    const first = await read(admin, `(${subject}, first: 2)`)
    const second = await read(admin, `(${subject}, first: 2, after: "${first.pageInfo.endCursor ?? ''}")`)
    expect([first.nodes.length, second.nodes.length]).toEqual([2, 1])
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted().toReversed())
  })

  test('I11: an AppKey reads only its own audit log', async ({ server, otherProject }) => {
    const { nodes } = await read(createServerClient(server, otherProject))
    const settings = ['createAppKey', 'connectStore', 'upsertItem']
    expect(nodes.filter(({ action }) => !settings.includes(action))).toEqual([])
  })

  test('a malformed subject id is rejected', async ({ admin }) => {
    expect(await admin.queryErrorCodes('{ auditLog(subjectId: "nothing") { nodes { id } } }')).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  test('the audit log names the operator', async ({ server, project, admin, buyer, records }) => {
    const { payment } = await buyItem(buyer)
    const { services } = server.instance
    const app = await services.apps.find(decodeId('ak', project.appKey) ?? '')
    if (app === null) throw new Error('no project')
    const ctx: Context = { ...services, app, caller: createCommandLineCaller('kim@example.com') }
    const input = {
      ...createInputs(buyer, payment.id).correctPayment,
      price: null,
      expectedVersion: null,
      idempotencyKey: null,
    }
    expect(await correctPayment(ctx, input)).toMatchObject({ problem: null })
    expect(await records.auditLog(payment.id)).toMatchObject([{ actor: 'COMMAND_LINE kim@example.com' }])
    const text = 'query ($id: ID!) { payment(id: $id) { consume { consumedBy } } }'
    const seen = (await admin.query(text, { id: payment.id })).payment
    expect(seen?.consume).toEqual({ consumedBy: 'OPERATOR' })
  })
})

describe('acknowledgement settings', () => {
  const read = async (api: ApiClient) =>
    (await api.query('{ appKey { acknowledgeOn unconsumedPolicy refundReviewPolicy sendConsumptionInfo } }'))
      .appKey

  test('the settings have safe defaults and are changed field by field', async ({ server }) => {
    const api = createServerClient(server, await server.addProject({}))
    const safe = {
      acknowledgeOn: 'CONSUMED',
      unconsumedPolicy: 'ALLOW_AUTO_REFUND',
      refundReviewPolicy: 'MANUAL',
      sendConsumptionInfo: false,
    }
    expect(await read(api)).toEqual(safe)
    await api.mutate('updateAppKey', { acknowledgeOn: 'COMPLETED' })
    await api.mutate('updateAppKey', { unconsumedPolicy: 'ACKNOWLEDGE' })
    await api.mutate('updateAppKey', { sendConsumptionInfo: true })
    await api.mutate('updateAppKey', { refundReviewPolicy: 'ANSWER_FROM_RECORD' })
    const changed = {
      acknowledgeOn: 'COMPLETED',
      unconsumedPolicy: 'ACKNOWLEDGE',
      refundReviewPolicy: 'ANSWER_FROM_RECORD',
      sendConsumptionInfo: true,
    }
    expect(await read(api)).toEqual(changed)
    await api.mutate('updateAppKey', { sendConsumptionInfo: false })
    expect(await read(api)).toEqual({ ...changed, sendConsumptionInfo: false })
  })

  test('the settings can be chosen when the project is created', async ({ server, sql }) => {
    const chosen = {
      acknowledgeOn: 'PAID',
      unconsumedPolicy: 'ACKNOWLEDGE',
      refundReviewPolicy: 'REPORT_RECORD',
      sendConsumptionInfo: true,
    } as const
    const owner = await createOwnerClient(server, sql)
    const made = await owner.mutate('createAppKey', { name: 'chosen', ...chosen })
    const key = { authorization: `Bearer ${made.serverKey ?? ''}` }
    expect(await read(createApiClient(server.graphqlUrl, key))).toEqual(chosen)
  })
})
