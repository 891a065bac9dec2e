import { request as httpRequest } from 'node:http'
import { appKeyHeaders, postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  { environment: { GRAPHQL_INTROSPECTION: 'false' } },
)

type Outcome = { readonly status: number; readonly code: string | undefined }

/** Posts a body, with its size announced or in chunks. */
async function post(
  { graphqlUrl }: TestServer,
  headers: Readonly<Record<string, string>>,
  body: string,
  isChunked = false,
): Promise<Outcome> {
  const bytes = new TextEncoder().encode(body)
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    },
  })
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(isChunked ? { body: stream, duplex: 'half' as const } : { body: bytes }),
  })
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] }
  return { status: response.status, code: errors[0]?.extensions.code }
}

const bodyOf = (bytes: number) =>
  JSON.stringify({ query: '{ __typename }', variables: { x: 'x'.repeat(bytes) } })

describe('a caller without valid credentials', () => {
  test.for([
    ['malformed JSON', '{'],
    ['a document with a syntax error', '{"query": "{ __typename"}'],
    ['a document with unknown fields', '{"query": "{ moneyForFree }"}'],
    ['a document that is valid', '{"query": "{ __typename }"}'],
  ] as const)('is rejected before %s is read', async ([_, body], { server, project }) => {
    const unauthenticated = { status: 401, code: 'UNAUTHENTICATED' }
    expect(await post(server, {}, body)).toEqual(unauthenticated)
    expect(await post(server, { 'x-app-key': 'ak_01k00000000000000000000000' }, body)).toEqual(
      unauthenticated,
    )
    const unknownKey = { authorization: `Bearer ${project.serverKey.slice(0, -1)}!` }
    expect(await post(server, unknownKey, body)).toEqual(unauthenticated)
  })

  test('is rejected when the body is large, and the process keeps nothing of it', async ({ server }) => {
    for (let time = 0; time < 20; time += 1) {
      expect((await post(server, {}, bodyOf(1_000_000))).status).toBe(401)
    }
  })
})

describe('the size of a body', () => {
  test.for([false, true])(
    'is at most 2 MiB with credentials, in chunks: %s',
    async (isChunked, { server, project }) => {
      for (const headers of [appKeyHeaders(project), serverKeyHeaders(project)]) {
        expect((await post(server, headers, bodyOf(2_000_000), isChunked)).status).toBe(200)
        expect(await post(server, headers, bodyOf(2_200_000), isChunked)).toEqual({
          status: 413,
          code: 'BAD_USER_INPUT',
        })
      }
    },
  )

  test('fits the largest receipt of a client', async ({ buyer }) => {
    const receipt = { appStore: { appReceipt: 'x'.repeat(1_792 * 1024 - 100) } }
    const { problem } = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(problem?.message).not.toContain('too long')
    expect(problem?.code).toBe('RECEIPT_INVALID')
  })
})

describe('nested lists', () => {
  const nested =
    '{ payments(first: 100) { nodes { events { payment { events { payment { events { id } } } } } } } }'

  test('are too expensive over HTTP and over WebSocket', async ({ server, project, openSocket }) => {
    const response = await postGraphql(server.graphqlUrl, serverKeyHeaders(project), nested)
    expect(response).toMatchObject({ status: 400, errors: [{ extensions: { code: 'TOO_EXPENSIVE' } }] })
    const socket = await openSocket({ connectionParams: serverKeyHeaders(project) })
    socket.subscribe('1', nested)
    expect(await socket.next('1')).toMatchObject({ payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }] })
  })

  test('have at most as many elements as the schema declares', async ({ admin, buyer, sql }) => {
    const { payment } = await buyItem(buyer)
    await sql`
      insert into server_keys (app_id, id, name, role, prefix, hash, created_at, revoked_at)
      select k.app_id, gen_random_uuid(), 'revoked', k.role, k.prefix, sha256(n::text::bytea), now(), now()
      from (select * from server_keys limit 1) k, generate_series(1, 150) n`
    await sql`
      insert into refunds (app_id, id, payment_id, user_id, is_full, quantity, detected_by, previous_status, refunded_at, created_at)
      select p.app_id, gen_random_uuid(), p.id, p.user_id, false, 1, 'OPERATOR', 'PAID', now(), now()
      from payments p, generate_series(1, 150)`
    const data = await admin.query(
      'query ($id: ID!) { appKey { serverKeys { revokedAt } } payment(id: $id) { refunds { id } } }',
      { id: payment.id },
    )
    expect(data.appKey.serverKeys).toHaveLength(100)
    expect(data.appKey.serverKeys[0]?.revokedAt).toBeNull()
    expect(data.payment?.refunds).toHaveLength(100)
  })
})

test('a query whose client is gone starts no further statement', async ({ server, project, buyer, sql }) => {
  await buyItem(buyer)
  const query = '{ payments { nodes { purchase { id } } } }'
  const waitingFor = async (table: string) => {
    const rows = await sql`select 1 from pg_locks where not granted and relation = ${table}::regclass`
    return rows.length
  }
  const locks = await sql.reserve()
  const otherLocks = await sql.reserve()
  /** Blocks the statement about payments, lets the client go or stay, and returns how many statements about purchases follow. */
  const countFollowing = async (clientLeaves: boolean) => {
    await locks`begin`
    await locks`lock table payments in access exclusive mode`
    await otherLocks`begin`
    await otherLocks`lock table purchases in access exclusive mode`
    const call = httpRequest(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...serverKeyHeaders(project) },
    })
    call.on('error', () => undefined)
    call.end(JSON.stringify({ query }))
    await eventually(async () => expect(await waitingFor('payments')).toBe(1))
    if (clientLeaves) call.destroy()
    // The server has noticed it when it has served another request.
    await postGraphql(server.graphqlUrl, serverKeyHeaders(project), '{ appKey { id } }')
    await locks`commit`
    await eventually(async () => expect(await waitingFor('payments')).toBe(0))
    if (!clientLeaves) await eventually(async () => expect(await waitingFor('purchases')).toBe(1))
    for (let turn = 0; turn < 3; turn += 1) {
      await postGraphql(server.graphqlUrl, serverKeyHeaders(project), '{ appKey { id } }')
    }
    const following = await waitingFor('purchases')
    await otherLocks`commit`
    return following
  }
  try {
    expect(await countFollowing(false)).toBe(1)
    expect(await countFollowing(true)).toBe(0)
  } finally {
    locks.release()
    otherLocks.release()
  }
})

test('a large value with many errors is repeated neither over HTTP nor over WebSocket', async ({
  server,
  project,
  openSocket,
}) => {
  const unknown = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`unknwn${index}`, index]))
  const query = 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { user { id } } }'
  const variables = { input: { userId: 's3cret'.repeat(50_000), usrId: 1, ...unknown } }
  const response = await postGraphql(server.graphqlUrl, appKeyHeaders(project), query, variables)
  const socket = await openSocket({ connectionParams: serverKeyHeaders(project) })
  socket.subscribe('1', query, variables)
  for (const text of [JSON.stringify(response), JSON.stringify(await socket.next('1'))]) {
    expect(text).toMatch(/Field \\"usrId\\" is not defined/)
    expect(text).not.toMatch(/s3cret|Did you mean/)
    expect(text.length).toBeLessThan(5_000)
  }
})
