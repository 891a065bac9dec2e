import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DevProject } from '../../src/development/dev-project.ts'
import { createApi, type Api } from '../support/api.ts'
import { newBuyer, serverApi } from '../support/buyer.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let admin: Api
let other: DevProject
beforeAll(async () => {
  at = await startTestServer()
  admin = serverApi(at)
  other = await at.addProject({})
})
afterAll(() => at.close())

const ask = (headers: Record<string, string>, text = '{ items { nodes { itemId } } }') =>
  postGraphql(at.graphqlUrl, headers, text)
const unauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }

const makeKey = async (role: 'READER' | 'GAME_SERVER' | 'ADMIN') => {
  const { secret, serverKey } = await admin.mutate('createServerKey', { name: role, role })
  return {
    id: serverKey?.id ?? '',
    api: createApi(at.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` }),
  }
}
const reads =
  '{ appKey { id } payments { nodes { id } } paymentEvents { nodes { id } } items { nodes { id } } }'

test('a READER reads and changes nothing; a GAME_SERVER does all but settings; an ADMIN does all', async () => {
  const [reader, gameServer, boss] = [
    await makeKey('READER'),
    await makeKey('GAME_SERVER'),
    await makeKey('ADMIN'),
  ]
  const consume = { paymentId: 'pay_none', purchaseToken: 'none' }
  const item = { itemId: 'by_role', name: 'x', type: 'CONSUMABLE', storeProducts: [] } as const
  const work = ({ api }: { api: Api }) =>
    Promise.all([
      api.refusals(reads),
      api.refusalsOf('registerUser', { userId: 'x' }),
      api.refusalsOf('requestPurchase', { userId: 'x', itemId: 'x', store: 'TEST_STORE' }),
      api.refusalsOf('verifyPurchase', { userId: 'x', receipt: { testStore: { receipt: 'x' } } }),
      api.refusalsOf('cancelPurchase', { purchaseId: 'pur_none' }),
      api.refusalsOf('consumePayment', consume),
      api.refusalsOf('consumePayments', { consumes: [consume] }),
      api.refusalsOf('completePayment', { paymentId: 'pay_none' }),
      api.refusalsOf('upsertItem', item),
      api.refusalsOf('createAppKey', { name: 'another' }),
      api.refusalsOf('updateAppKey', { name: 'Arcade' }),
      api.refusalsOf('createServerKey', { name: 'x' }),
      api.refusalsOf('revokeServerKey', { serverKeyId: 'key_none' }),
      api.refusalsOf('connectStore', { testStore: at.emulator.credentials.testStore }),
      api.refusalsOf('checkStoreConnection', { store: 'TEST_STORE' }),
    ])
  const may = (count: number) =>
    Array.from({ length: 15 }, (_, index) => (index < count ? [] : ['FORBIDDEN']))
  expect(await work(reader)).toEqual(may(1))
  expect(await work(gameServer)).toEqual(may(8))
  expect(await work(boss)).toEqual(may(15))
})

test('a client may not use what is for servers', async () => {
  const { api } = await newBuyer(at)
  for (const field of ['appKey { id }', 'payments { nodes { id } }', 'paymentEvents { nodes { id } }']) {
    expect(await api.refusals(`{ ${field} }`)).toEqual(['FORBIDDEN'])
  }
  const consumes = [{ paymentId: 'pay_none', purchaseToken: 'none' }]
  expect(await api.refusalsOf('consumePayments', { consumes })).toEqual(['FORBIDDEN'])
  expect(await api.refusalsOf('completePayment', { paymentId: 'pay_none' })).toEqual(['FORBIDDEN'])
  expect(await api.refusalsOf('createServerKey', { name: 'x' })).toEqual(['FORBIDDEN'])
})

test('a revoked key ends at once, and revoking it again changes nothing', async () => {
  const { id, api } = await makeKey('READER')
  expect(await api.refusals(reads)).toEqual([])
  const { serverKey } = await admin.mutate('revokeServerKey', { serverKeyId: id })
  expect(serverKey?.revokedAt).toEqual(expect.any(String))
  expect(await api.refusals(reads)).toEqual(['UNAUTHENTICATED'])
  expect((await admin.mutate('revokeServerKey', { serverKeyId: id })).serverKey).toEqual(serverKey)
  const theirs = await serverApi(at, other).mutate('revokeServerKey', { serverKeyId: id })
  expect(theirs).toMatchObject({
    serverKey: null,
    problem: { code: 'INVALID_INPUT', field: ['serverKeyId'] },
  })
})

test('a key that is unknown, cut, or beside the AppKey of another project is UNAUTHENTICATED', async () => {
  const { serverKey } = at.project
  const [, ofOther = ''] = other.serverKey.split('_')
  const mixed = `csk_${ofOther}_${serverKey.split('_').slice(2).join('_')}`
  for (const key of ['csk_', serverKey.slice(0, -1), `${serverKey}A`, serverKey.toUpperCase(), mixed]) {
    expect(await ask({ authorization: `Bearer ${key}` })).toMatchObject(unauthenticated)
  }
  const beside = { authorization: `Bearer ${serverKey}`, 'x-app-key': other.appKey }
  expect(await ask(beside)).toMatchObject(unauthenticated)
})

test('nobody gets nothing but the form of the contract', async () => {
  expect(await ask({})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect(await ask({}, '{ __typename }')).toMatchObject({ status: 200, data: { __typename: 'Query' } })
})
