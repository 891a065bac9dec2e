import { createApiClient, mutationText } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { postGraphql, serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import { buyItem, createBuyer, newUserId, createServerClient } from '../support/purchase-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { describe, expect } from '../support/test.ts'
import { aliases, at, limits, post, readItems, test } from './rate-limit-fixture.ts'

describe('a caller over its limit', () => {
  test('it gets RATE_LIMITED with status 429 and the time to retry, and nothing is executed', async ({
    server,
    newProject,
    sql,
  }) => {
    const project = await newProject()
    const userId = newUserId()
    const headers = await userTokenHeaders(project, userId)
    const register = (count: number) =>
      `mutation { ${Array.from({ length: count }, (_, n) => `a${n}: registerUser(input: {}) { problem { code } }`).join(' ')} }`
    const refused = await post(server.graphqlUrl, headers, { query: register(limits.userWrites + 1) })
    expect(refused).toMatchObject({ status: 429, extensions: { code: 'RATE_LIMITED' } })
    expect(refused.extensions?.retryAfterMs).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(refused.headers.get('ratelimit-policy')).toBe('"USER:WRITE";q=10;w=10')
    expect(refused.headers.get('ratelimit')).toMatch(/^"USER:WRITE";r=0;t=\d+$/)
    expect(await sql`select 1 from users where external_id = ${userId}`).toHaveLength(0)
    // What was refused did not count.
    expect(await post(server.graphqlUrl, headers, { query: register(limits.userWrites) })).toMatchObject({
      status: 200,
    })
    expect(await post(server.graphqlUrl, headers, { query: register(1) })).toMatchObject({ status: 429 })
    const another = await userTokenHeaders(project, newUserId())
    expect(await post(server.graphqlUrl, another, { query: register(1) })).toMatchObject({ status: 200 })
  })

  test('a class has a limit of its own: a user over the limit of writing still reads', async ({
    server,
    newProject,
  }) => {
    const headers = await userTokenHeaders(await newProject(), newUserId())
    const client = createApiClient(server.graphqlUrl, headers)
    for (let n = 0; n < limits.userWrites; n += 1) await client.mutate('registerUser', {})
    expect(await client.mutationErrorCodes('registerUser', {})).toEqual(['RATE_LIMITED'])
    expect(await client.queryErrorCodes(readItems)).toEqual([])
  })

  test('each alias counts, so that one request does not stand for many', async ({ server, newProject }) => {
    const headers = at(await newProject(), '8.8.0.1')
    expect(await post(server.graphqlUrl, headers, { query: aliases(20) })).toMatchObject({ status: 200 })
    expect(await post(server.graphqlUrl, headers, { query: aliases(11) })).toMatchObject({ status: 429 })
    expect(await post(server.graphqlUrl, headers, { query: aliases(10) })).toMatchObject({ status: 200 })
    expect(await post(server.graphqlUrl, headers, { query: aliases(1) })).toMatchObject({ status: 429 })
  })

  test('a game server that repeats its calls without a pause is served as soon as its limit allows, and consumes once', async ({
    server,
    newProject,
  }) => {
    const project = await newProject()
    const buyer = await createBuyer({ ...server, project }, { as: 'app' })
    const { payment } = await buyItem(buyer)
    const input = {
      paymentId: payment.id,
      purchaseToken: payment.purchaseToken ?? '',
      idempotencyKey: 'hammered',
    }
    const admin = createServerClient(server, project)
    const burn = { consumes: Array.from({ length: limits.consumes }, () => input) }
    await admin.mutate('consumePayments', burn)
    let refusedCount = 0
    await eventually(
      async () => {
        const response = await postGraphql(
          server.graphqlUrl,
          serverKeyHeaders(project),
          mutationText('consumePayment'),
          { input },
        )
        if (response.status === 429) refusedCount += 1
        expect(response.data).toMatchObject({ consumePayment: { replayed: true, problem: null } })
      },
      { timeoutMs: 14_000 },
    )
    expect(refusedCount).toBeGreaterThan(5)
  }, 30_000)
})

describe('many clients', () => {
  test('clients of one address share its limit, whatever users they name, and an IPv6 network counts as one address', async ({
    server,
    newProject,
  }) => {
    const project = await newProject()
    const read = (address: string) =>
      post(server.graphqlUrl, at(project, address), { query: aliases(limits.addressReads / 2) })
    const addresses = ['2a00:1450:4001:831::1', '2a00:1450:4001:831:ffff::2', '2a00:1450:4001:831::3']
    const statuses = []
    for (const address of addresses) statuses.push((await read(address)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect(await read('2a00:1450:4001:832::1')).toMatchObject({ status: 200 })
  })

  test('clients at many addresses share the limit of their AppKey, which concerns neither its server key nor another AppKey', async ({
    server,
    newProject,
  }) => {
    const [project, other] = [await newProject(), await newProject()]
    const statuses = []
    for (let n = 0; n < 10; n += 1) {
      const headers = at(project, `8.8.1.${n}`)
      statuses.push((await post(server.graphqlUrl, headers, { query: aliases(20) })).status)
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(limits.appKeyReads / 20)
    expect(await createServerClient(server, project).queryErrorCodes(readItems)).toEqual([])
    expect(await post(server.graphqlUrl, at(other, '8.8.1.1'), { query: aliases(1) })).toMatchObject({
      status: 200,
    })
  })
})

test('an operation that another limit refuses does not count against the limit of its user', async ({
  server,
  newProject,
}) => {
  const project = await newProject()
  const address = { 'x-forwarded-for': '8.8.7.1' }
  const user = await userTokenHeaders(project, newUserId())
  const writes = (count: number, reads: number) => ({
    query: `mutation { ${Array.from({ length: count }, (_, n) => `a${n}: registerUser(input: {}) { problem { code } }`).join(' ')}
      ${Array.from({ length: reads }, (_, n) => `t${n}: __typename`).join(' ')} }`,
  })
  expect(
    await post(
      server.graphqlUrl,
      { ...user, ...address },
      writes(limits.userWrites, limits.addressReads + 1),
    ),
  ).toMatchObject({ status: 429 })
  expect(
    await post(server.graphqlUrl, { ...user, ...address }, writes(limits.userWrites, limits.addressReads)),
  ).toMatchObject({ status: 200 })
})

test('a caller that keeps sending documents that cannot be executed is refused before they are read', async ({
  server,
  newProject,
}) => {
  const headers = at(await newProject(), '8.8.2.1')
  const invalid = [{ query: '{' }, { query: '{ nothing }' }, { query: '#'.repeat(200_000) }, { other: 1 }]
  const statuses = []
  for (let n = 0; n < limits.invalid + 5; n += 1) {
    statuses.push((await post(server.graphqlUrl, headers, invalid[n % invalid.length] ?? {})).status)
  }
  const expected = Array.from({ length: limits.invalid + 5 }, (_, n) => (n < limits.invalid ? 400 : 429))
  expect(statuses).toEqual(expected)
})

describe('a WebSocket', () => {
  test('operations over the limit end with an error each, and the socket stays open', async ({
    server,
    newProject,
  }) => {
    const project = await newProject()
    const headers = { 'x-forwarded-for': '8.8.3.1' }
    const socket = await openRawWebSocket(server.webSocketUrl, 'graphql-transport-ws', headers)
    await socket.init({ appKey: project.appKey })
    socket.subscribe('1', aliases(limits.addressReads))
    expect(await socket.next('1')).toMatchObject({ type: 'next' })
    socket.subscribe('2', readItems)
    expect(await socket.next('2')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) } }],
    })
    for (let n = 0; n < 12; n += 1) {
      socket.subscribe(`s${n}`, 'subscription { purchaseUpdated(id: "pur_none") { id } }')
    }
    // The tenth subscription is the last one that may start in ten seconds.
    expect(await socket.next('s10')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    })
    socket.send({ type: 'ping' })
    await eventually(async () => expect(await socket.next()).toEqual({ type: 'pong' }))
    socket.close()
  })

  test('a flood of operations on one socket is answered, and neither grows the memory nor stops other callers', async ({
    server,
    newProject,
    admin,
  }) => {
    const project = await newProject()
    const headers = { 'x-forwarded-for': '8.8.4.1' }
    const socket = await openRawWebSocket(server.webSocketUrl, 'graphql-transport-ws', headers)
    await socket.init({ appKey: project.appKey })
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < 20_000; n += 1) socket.subscribe(`f${n}`, readItems)
    expect(await admin.queryErrorCodes(readItems)).toEqual([])
    expect(await socket.next('f19999')).toMatchObject({ type: 'error' })
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(150)
    socket.close()
  }, 30_000)
})
