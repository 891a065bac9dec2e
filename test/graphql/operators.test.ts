import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/domain/context.ts'
import { correctPayment } from '../../src/domain/payment/correct-payment.ts'
import type { DevProject } from '../../src/development/dev-project.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createApi, mutationText, type Api } from '../support/api.ts'
import { buyItem, newBuyer, required, serverApi, type Buyer } from '../support/buyer.ts'
import { watchDatabase } from '../support/database-state.ts'
import { asServer, postGraphql } from '../support/graphql-client.ts'
import { openRecords, type Records } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let admin: Api
let buyer: Buyer
let records: Records
let foreign: DevProject
beforeAll(async () => {
  at = await startTestServer()
  admin = serverApi(at)
  buyer = await newBuyer(at)
  records = openRecords(at.databaseUrl)
  foreign = await at.addProject({})
})
afterAll(async () => {
  await records.close()
  await at.close()
})

const reason = 'the customer wrote to us'
const inputs = {
  refundPayment: (paymentId: string) => ({ paymentId, reason }),
  correctPayment: (paymentId: string) => ({ paymentId, reason, status: 'CONSUMED' as const }),
  transferPayment: (paymentId: string) => ({ paymentId, reason, toUserId: buyer.userId }),
  retryAcknowledgement: (paymentId: string) => ({ paymentId }),
}
const ofPayments = ['refundPayment', 'correctPayment', 'transferPayment', 'retryAcknowledgement'] as const

async function roleApi(role: 'READER' | 'GAME_SERVER' | 'ADMIN'): Promise<Api> {
  const secret = required(await admin.mutate('createServerKey', { name: role, role }), 'secret')
  return createApi(at.graphqlUrl, { authorization: `Bearer ${secret}` })
}

describe('what operators do', () => {
  test.each(ofPayments)('%s is for ADMIN keys only', async (name) => {
    const { payment } = await buyItem(at, buyer)
    const database = watchDatabase(at.databaseUrl)
    const callers = [await roleApi('READER'), await roleApi('GAME_SERVER'), buyer.api]
    for (const api of callers) {
      await database.expectUnchanged(async () =>
        expect(await api.refusalsOf(name, inputs[name](payment.id))).toEqual(['FORBIDDEN']),
      )
    }
    expect(await records.audit(payment.id)).toEqual([])
    await database.close()
  })

  test.each(ofPayments)(
    'I11: %s finds no payment of another AppKey, nor one that is not there',
    async (name) => {
      const { payment } = await buyItem(at, buyer)
      const other = serverApi(at, foreign)
      await other.mutate('registerUser', { userId: buyer.userId })
      for (const id of [payment.id, 'pay_none', 'pay_01k00000000000000000000000']) {
        const answer = await other.mutate(name, inputs[name](id))
        expect(answer).toMatchObject({
          payment: null,
          problem: { code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] },
        })
      }
      expect([await records.audit(payment.id), await records.events(payment.id)]).toEqual([[], []])
    },
  )

  test('replayNotification and the audit log are for ADMIN keys only; the inbox may be read', async () => {
    const notificationId = await records.addNotification(at.project)
    for (const api of [await roleApi('READER'), await roleApi('GAME_SERVER')]) {
      expect(await api.refusalsOf('replayNotification', { notificationId })).toEqual(['FORBIDDEN'])
      expect(await api.refusals('{ auditLog { nodes { id } } }')).toEqual(['FORBIDDEN'])
      expect(await api.refusals('{ notifications { nodes { id } } }')).toEqual([])
    }
    expect(await buyer.api.refusals('{ auditLog { nodes { id } } }')).toEqual(['FORBIDDEN'])
  })

  test('I10: no answer holds a token, a key or what a store said', async () => {
    const { payment, bought } = await buyItem(at, buyer, 'GOOGLE_PLAY')
    const notificationId = await records.addNotification(at.project, { secret: 'secret of the message' })
    const calls: readonly [Parameters<typeof mutationText>[0], object][] = [
      ['retryAcknowledgement', inputs.retryAcknowledgement(payment.id)],
      ['correctPayment', inputs.correctPayment(payment.id)],
      ['refundPayment', inputs.refundPayment(payment.id)],
      ['replayNotification', { notificationId }],
    ]
    const answers: unknown[] = []
    for (const [name, input] of calls) {
      answers.push(await postGraphql(at.graphqlUrl, asServer(at.project), mutationText(name), { input }))
    }
    answers.push(await admin.query('{ auditLog { nodes { actor action subjectId reason changes } } }'))
    answers.push(await admin.query('{ notifications { nodes { storeNotificationId type result } } }'))
    const said = JSON.stringify(answers)
    const secrets = [at.project.serverKey, bought.receipt.googlePlay?.purchaseToken, 'secret of the message']
    for (const secret of secrets) expect(said).not.toContain(required({ secret }, 'secret'))
    const [, second] = answers
    expect(JSON.stringify(second)).not.toContain(required(payment, 'purchaseToken'))
  })
})

describe('the audit log', () => {
  const fields = 'id occurredAt actor action subjectId reason changes'
  const read = async (api: Api, args = '') =>
    (await api.query(`{ auditLog${args} { nodes { ${fields} } pageInfo { endCursor hasNextPage } } }`))
      .auditLog

  test('says who did what, why, and what changed, newest first', async () => {
    const { payment } = await buyItem(at, buyer)
    await admin.mutate('correctPayment', inputs.correctPayment(payment.id))
    const notificationId = await records.addNotification(at.project)
    await admin.mutate('replayNotification', { notificationId })
    const [newest, before] = (await read(admin)).nodes
    expect(newest).toMatchObject({ action: 'replayNotification', subjectId: notificationId, reason: null })
    expect(before).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: expect.any(String),
      actor: expect.stringMatching(/^server key key_/),
      action: 'correctPayment',
      subjectId: payment.id,
      reason,
      changes: { after: { status: 'CONSUMED' }, before: { status: 'PAID' } },
    })
    const text = 'query ($id: ID!) { node(id: $id) { __typename } }'
    const asNode = async (api: Api) => (await api.query(text, { id: before?.id })).node
    expect(await asNode(admin)).toEqual({ __typename: 'AuditEntry' })
    for (const api of [await roleApi('GAME_SERVER'), buyer.api, serverApi(at, foreign)]) {
      expect(await asNode(api)).toBeNull()
    }
    const key = before?.actor.slice('server key '.length)
    const { serverKeys } = (await admin.query('{ appKey { serverKeys { id } } }')).appKey
    expect(serverKeys.map(({ id }) => id)).toContain(key)
  })

  test('of one subject is read page by page', async () => {
    const notificationId = await records.addNotification(at.project)
    for (const _ of [1, 2, 3]) await admin.mutate('replayNotification', { notificationId })
    const subject = `subjectId: "${notificationId}"`
    const first = await read(admin, `(${subject}, first: 2)`)
    const second = await read(admin, `(${subject}, first: 2, after: "${first.pageInfo.endCursor ?? ''}")`)
    expect([first.nodes.length, second.nodes.length]).toEqual([2, 1])
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
    const ids = [...first.nodes, ...second.nodes].map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted().toReversed())
  })

  test('I11: is each AppKey’s own', async () => {
    expect((await read(serverApi(at, foreign))).nodes).toEqual([])
  })

  test('a subject that is no id of anything is refused', async () => {
    expect(await admin.refusals('{ auditLog(subjectId: "nothing") { nodes { id } } }')).toEqual([
      'BAD_USER_INPUT',
    ])
  })

  test('an operator is named', async () => {
    const { payment } = await buyItem(at, buyer)
    const { services } = at.server
    const app = await services.apps.find(decodeId('ak', at.project.appKey) ?? '')
    if (app === null) throw new Error('no project')
    const ctx: Context = { ...services, app, caller: { kind: 'OPERATOR', name: 'kim@example.com' } }
    const input = { ...inputs.correctPayment(payment.id), price: null, idempotencyKey: null }
    expect(await correctPayment(ctx, input)).toMatchObject({ problem: null })
    expect(await records.audit(payment.id)).toMatchObject([{ actor: 'operator kim@example.com' }])
    const text = 'query ($id: ID!) { payment(id: $id) { consume { consumedBy } } }'
    const seen = (await admin.query(text, { id: payment.id })).payment
    expect(seen?.consume).toEqual({ consumedBy: 'OPERATOR' })
  })
})

describe('how a project acknowledges', () => {
  const read = async (api: Api) =>
    (await api.query('{ appKey { acknowledgeOn unconsumedPolicy sendConsumptionInfo } }')).appKey

  test('is safe by default, and changed field by field', async () => {
    const api = serverApi(at, await at.addProject({}))
    const safe = { acknowledgeOn: 'CONSUMED', unconsumedPolicy: 'ALLOW_AUTO_REFUND', sendConsumptionInfo: false }
    expect(await read(api)).toEqual(safe)
    await api.mutate('updateAppKey', { acknowledgeOn: 'COMPLETED' })
    await api.mutate('updateAppKey', { unconsumedPolicy: 'ACKNOWLEDGE' })
    await api.mutate('updateAppKey', { sendConsumptionInfo: true })
    const changed = { acknowledgeOn: 'COMPLETED', unconsumedPolicy: 'ACKNOWLEDGE', sendConsumptionInfo: true }
    expect(await read(api)).toEqual(changed)
    await api.mutate('updateAppKey', { sendConsumptionInfo: false })
    expect(await read(api)).toEqual({ ...changed, sendConsumptionInfo: false })
  })

  test('is chosen when it is made', async () => {
    const chosen = { acknowledgeOn: 'PAID', unconsumedPolicy: 'ACKNOWLEDGE', sendConsumptionInfo: true } as const
    const made = await admin.mutate('createAppKey', { name: 'chosen', ...chosen })
    const key = { authorization: `Bearer ${made.serverKey ?? ''}` }
    expect(await read(createApi(at.graphqlUrl, key))).toEqual(chosen)
  })
})
