import { createApiClient, type ApiClient } from '../support/api.ts'
import { buyItem, createBuyer, createServerClient } from '../support/purchase-client.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { postGraphql } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest as test } from '../support/test.ts'

const postQuery = (
  server: TestServer,
  headers: Record<string, string>,
  text = '{ items { nodes { itemId } } }',
) => postGraphql(server.graphqlUrl, headers, text)
const unauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }

const createKey = async (server: TestServer, admin: ApiClient, role: 'READER' | 'GAME_SERVER' | 'ADMIN') => {
  const { secret, serverKey } = await admin.mutate('createServerKey', { name: role, role })
  return {
    id: serverKey?.id ?? '',
    api: createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` }),
  }
}
const reads =
  '{ appKey { id } payments { nodes { id } } paymentEvents { nodes { id } } items { nodes { id } } }'

test('a READER key only reads, a GAME_SERVER key may not change settings, and an ADMIN key may do everything', async ({
  server,
  emulator,
  admin,
}) => {
  const [reader, gameServer, boss] = [
    await createKey(server, admin, 'READER'),
    await createKey(server, admin, 'GAME_SERVER'),
    await createKey(server, admin, 'ADMIN'),
  ]
  const consume = { paymentId: 'pay_none', purchaseToken: 'none' }
  const item = { itemId: 'by_role', name: 'x', type: 'CONSUMABLE', storeProducts: [] } as const
  const work = ({ api }: { api: ApiClient }) =>
    Promise.all([
      api.queryErrorCodes(reads),
      api.mutationErrorCodes('registerUser', { userId: 'x' }),
      api.mutationErrorCodes('requestPurchase', { userId: 'x', itemId: 'x', store: 'TEST_STORE' }),
      api.mutationErrorCodes('verifyPurchase', { userId: 'x', receipt: { testStore: { receipt: 'x' } } }),
      api.mutationErrorCodes('cancelPurchase', { purchaseId: 'pur_none' }),
      api.mutationErrorCodes('consumePayment', consume),
      api.mutationErrorCodes('consumePayments', { consumes: [consume] }),
      api.mutationErrorCodes('completePayment', { paymentId: 'pay_none' }),
      api.mutationErrorCodes('upsertItem', item),
      api.mutationErrorCodes('updateAppKey', { name: 'Arcade' }),
      api.mutationErrorCodes('createServerKey', { name: 'x' }),
      api.mutationErrorCodes('revokeServerKey', { serverKeyId: 'key_none' }),
      api.mutationErrorCodes('connectStore', { testStore: emulator.credentials.testStore }),
      api.mutationErrorCodes('checkStoreConnection', { store: 'TEST_STORE' }),
    ])
  const may = (count: number) =>
    Array.from({ length: 14 }, (_, index) => (index < count ? [] : ['FORBIDDEN']))
  expect(await work(reader)).toEqual(may(1))
  expect(await work(gameServer)).toEqual(may(8))
  expect(await work(boss)).toEqual(may(14))
})

test('a client may not use operations for servers', async ({ server }) => {
  const { client } = await createBuyer(server)
  for (const field of ['appKey { id }', 'payments { nodes { id } }', 'paymentEvents { nodes { id } }']) {
    expect(await client.queryErrorCodes(`{ ${field} }`)).toEqual(['FORBIDDEN'])
  }
  const consumes = [{ paymentId: 'pay_none', purchaseToken: 'none' }]
  expect(await client.mutationErrorCodes('consumePayments', { consumes })).toEqual(['FORBIDDEN'])
  expect(await client.mutationErrorCodes('completePayment', { paymentId: 'pay_none' })).toEqual(['FORBIDDEN'])
  expect(await client.mutationErrorCodes('createServerKey', { name: 'x' })).toEqual(['FORBIDDEN'])
})

test('a revoked key is rejected at once, and revoking it again changes nothing', async ({
  server,
  otherProject,
  admin,
}) => {
  const { id, api } = await createKey(server, admin, 'READER')
  expect(await api.queryErrorCodes(reads)).toEqual([])
  const { serverKey } = await admin.mutate('revokeServerKey', { serverKeyId: id })
  expect(serverKey?.revokedAt).toEqual(expect.any(String))
  expect(await api.queryErrorCodes(reads)).toEqual(['UNAUTHENTICATED'])
  expect((await admin.mutate('revokeServerKey', { serverKeyId: id })).serverKey).toEqual(serverKey)
  const theirs = await createServerClient(server, otherProject).mutate('revokeServerKey', { serverKeyId: id })
  expect(theirs).toMatchObject({
    serverKey: null,
    problem: { code: 'INVALID_INPUT', field: ['serverKeyId'] },
  })
})

const tokenFields = 'payment { id purchaseToken }'

test('a READER key sees no purchase token in any field, and a GAME_SERVER key sees it in each', async ({
  server,
  admin,
  buyer,
}) => {
  const { payment } = await buyItem(buyer)
  const text = `query ($id: ID!, $userId: String) {
    payment(id: $id) { id purchaseToken user { unconsumedPayments { nodes { id purchaseToken } }
      payments { nodes { id purchaseToken } } } purchase { ${tokenFields} } events { ${tokenFields} } }
    node(id: $id) { ... on Payment { id purchaseToken } }
    payments { nodes { id purchaseToken } }
    appKey { payments { nodes { id purchaseToken } } }
    unconsumedPayments(userId: $userId) { nodes { id purchaseToken } }
    paymentEvents(types: [PAYMENT_PAID]) { nodes { ${tokenFields} } } }`
  const tokensFor = async (role: 'READER' | 'GAME_SERVER') => {
    const { api } = await createKey(server, admin, role)
    const found = JSON.stringify(await api.query(text, { id: payment.id, userId: buyer.userId }))
    return found.match(/"purchaseToken":(null|"[^"]+")/g) ?? []
  }
  const [read, served] = [await tokensFor('READER'), await tokensFor('GAME_SERVER')]
  expect(new Set(read)).toEqual(new Set(['"purchaseToken":null']))
  expect(new Set(served)).toEqual(new Set([`"purchaseToken":"${payment.purchaseToken ?? ''}"`]))
  expect(served.length).toBe(read.length)
  expect(read.length).toBeGreaterThan(8)
})

const ownKeyId = async (api: ApiClient) =>
  (await api.query('{ appKey { serverKeys { id } } }')).appKey.serverKeys.at(-1)?.id ?? ''

test('the last ADMIN key cannot be revoked, also if other keys are valid', async ({ server }) => {
  const first = createServerClient(server, await server.addProject({}))
  await createKey(server, first, 'GAME_SERVER')
  const serverKeyId = await ownKeyId(first)
  expect(await first.mutate('revokeServerKey', { serverKeyId })).toMatchObject({
    serverKey: null,
    problem: { code: 'LAST_ADMIN_KEY', field: ['serverKeyId'], retryable: false },
  })
  await createKey(server, first, 'ADMIN')
  expect((await first.mutate('revokeServerKey', { serverKeyId })).problem).toBeNull()
})

test('of concurrent revocations of the last two ADMIN keys exactly one is refused', async ({
  server,
  sql,
}) => {
  const project = await server.addProject({})
  const first = createServerClient(server, project)
  const second = await createKey(server, first, 'ADMIN')
  const firstId = await ownKeyId(first)
  const revoke = () => [
    first.mutate('revokeServerKey', { serverKeyId: firstId }),
    second.api.mutate('revokeServerKey', { serverKeyId: second.id }),
  ]
  // Both statements have begun, after both calls saw two valid keys, before either can continue.
  const revocations = await sql.begin(async (transaction) => {
    await transaction`select from apps where app_id = ${decodeId('ak', project.appKey)} for update`
    const started = revoke()
    await eventually(async () => {
      const [row] = await sql<{ waiting: number }[]>`
        select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%revoked_at = %'`
      expect(row?.waiting).toBe(2)
    })
    return { started }
  })
  const outcomes = await Promise.all(revocations.started)
  const codes = outcomes.map(({ problem }) => problem?.code ?? 'revoked')
  expect(codes.toSorted()).toEqual(['LAST_ADMIN_KEY', 'revoked'])
})

test('a key that is unknown, cut, or used with the AppKey of another project is UNAUTHENTICATED', async ({
  server,
  project,
  otherProject,
}) => {
  const { serverKey } = project
  const [, ofOther = ''] = otherProject.serverKey.split('_')
  const mixed = `csk_${ofOther}_${serverKey.split('_').slice(2).join('_')}`
  for (const key of ['csk_', serverKey.slice(0, -1), `${serverKey}A`, serverKey.toUpperCase(), mixed]) {
    expect(await postQuery(server, { authorization: `Bearer ${key}` })).toMatchObject(unauthenticated)
  }
  const beside = { authorization: `Bearer ${serverKey}`, 'x-app-key': otherProject.appKey }
  expect(await postQuery(server, beside)).toMatchObject(unauthenticated)
})

test('a caller without credentials can only read the schema', async ({ server }) => {
  expect(await postQuery(server, {})).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect(await postQuery(server, {}, '{ __typename }')).toMatchObject({
    status: 200,
    data: { __typename: 'Query' },
  })
})
