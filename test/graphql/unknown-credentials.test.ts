import { createHash } from 'node:crypto'
import { appKeyHeaders, serverKeyHeaders } from '../support/graphql-client.ts'
import { addOperator, addToken, tokenHeaders } from '../support/operators.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { expect } from '../support/test.ts'
import { aliases, at, limits, post, readItems, test } from './rate-limit-fixture.ts'

/** An id in the form of another one, of which there is none. */
const unknownLike = (text: string, n: number) => `${text.slice(0, -4)}${String(n).padStart(4, '0')}`

test('an address that keeps sending unknown credentials is refused before they are looked up, and callers that are known go on', async ({
  server,
  newProject,
  sql,
}) => {
  const project = await newProject()
  const operator = await addOperator(sql, { installationOwner: true })
  const token = tokenHeaders(await addToken(sql, operator), project)
  const known = [appKeyHeaders(project), serverKeyHeaders(project)]
  const send = (headers: Readonly<Record<string, string>>, address: string) =>
    post(server.graphqlUrl, { ...headers, 'x-forwarded-for': address }, { query: aliases(1) })
  for (const headers of known) expect((await send(headers, '8.8.5.1')).status).toBe(200)
  const guesses = [
    (n: number) => ({ 'x-app-key': unknownLike(project.appKey, n) }),
    (n: number) => ({ authorization: `Bearer ${unknownLike(project.serverKey, n)}` }),
    (n: number) => ({ authorization: `Bearer cop_${n}` }),
  ]
  const guess = (n: number, address = '8.8.5.1') => send(guesses[n % guesses.length]?.(n) ?? {}, address)
  const statuses = []
  for (let n = 0; n < limits.invalid + 6; n += 1) statuses.push((await guess(n)).status)
  expect(statuses).toEqual(statuses.map((_, n) => (n < limits.invalid ? 401 : 429)))
  const refused = await guess(1)
  expect(refused.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  // The rights of an operator are always read from the database.
  expect((await send(token, '8.8.5.1')).status).toBe(429)
  const socket = await openRawWebSocket(server.webSocketUrl, 'graphql-transport-ws', {
    'x-forwarded-for': '8.8.5.1',
  })
  socket.send({ type: 'connection_init', payload: { authorization: 'Bearer cop_1' } })
  expect((await socket.closed).code).toBe(1013)
  for (const headers of known) expect((await send(headers, '8.8.5.1')).status).toBe(200)
  expect((await send(token, '8.8.5.2')).status).toBe(200)
  expect((await guess(1, '8.8.5.2')).status).toBe(401)
})

test('a client that keeps naming unknown persisted operations is refused before they are looked up, and can still write', async ({
  server,
  newProject,
}) => {
  const project = await newProject()
  const admin = createServerClient(server, project)
  await admin.mutate('registerOperations', { operations: [{ document: readItems }] })
  const headers = at(project, '8.8.6.1')
  const documentId = `sha256:${createHash('sha256').update(readItems).digest('hex')}`
  expect(await post(server.graphqlUrl, headers, { documentId })).toMatchObject({ status: 200 })
  const unknown = (n: number) => ({ documentId: `sha256:${String(n).padStart(64, '0')}` })
  const statuses = []
  for (let n = 0; n < limits.addressReads + 5; n += 1) {
    statuses.push((await post(server.graphqlUrl, headers, unknown(n))).status)
  }
  expect(statuses).toEqual(statuses.map((_, n) => (n < limits.addressReads - 1 ? 400 : 429)))
  const write = 'mutation { registerUser(input: { userId: "known" }) { problem { code } } }'
  expect(await post(server.graphqlUrl, headers, { query: write })).toMatchObject({ status: 200 })
})
