import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { createTestAuthority } from '../fixtures/app-store/test-authority.ts'
import type { AttackTarget } from './attack-target.ts'
import type { Outcome } from './sender.ts'
import { openSlowConnection } from './slow-connections.ts'

export type AttackScale = {
  readonly documents: number
  readonly posts: number
  readonly sockets: number
  readonly maxMs: number
}

export type Attack = {
  readonly name: string
  /** The outcomes with which a server withstands the attack. */
  readonly expected: RegExp
  readonly run: (target: AttackTarget, scale: AttackScale) => Promise<readonly Outcome[]>
}

const concurrency = 16

/** Calls as often as `count` says, several calls at a time, but not longer than `maxMs`. */
async function repeat(
  count: number,
  maxMs: number,
  call: (index: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const deadline = performance.now() + maxMs
  let next = 0
  const work = async () => {
    while (next < count && performance.now() < deadline) outcomes.push(await call(next++))
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return outcomes
}

const bodyOf = (query: string) => JSON.stringify({ query })
const documentOf = (index: number) =>
  `{ a${index}: items(first: ${(index % 100) + 1}) { nodes { id itemId name } } }`
const largeComment = bodyOf(`# 한${'x'.repeat(2 * 1024 * 1024 - 200)}\n{ __typename }`)

/** Sends operations of which each comes several times in a row. */
const repeatOperations =
  ({ first, times }: { readonly first: number; readonly times: number }): Attack['run'] =>
  ({ sender, client }, { documents, maxMs }) =>
    repeat(documents, maxMs * 2, (index) =>
      sender.post('/graphql', client, bodyOf(documentOf(first + Math.floor(index / times)))),
    )

const unknownFields = JSON.stringify({
  query: 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { problem { code } } }',
  variables: {
    input: {
      userId: 'x'.repeat(1_900_000),
      ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`unknown${index}`, index])),
    },
  },
})

const callAll = (queries: readonly string[], headers: 'client' | 'server') => (target: AttackTarget) =>
  Promise.all(queries.map((query) => target.sender.post('/graphql', target[headers], bodyOf(query))))

const fragments = (depth: number) =>
  `{ ...F0 } ${Array.from({ length: depth }, (_, level) => `fragment F${level} on Query { a${level}: __typename ...F${level + 1} ...F${level + 1} }`).join(' ')} fragment F${depth} on Query { appKey { id } }`

const nestedLists = [
  '{ payments(first: 100) { nodes { events { payment { events { payment { events { id } } } } } } } }',
  '{ payments(first: 100) { nodes { refunds { payment { refunds { payment { events { id } } } } } } } }',
  `{ ${Array.from({ length: 50 }, (_, index) => `a${index}: appKey { serverKeys { id name role } }`).join(' ')} }`,
]

const bombs = [
  `{ ${Array.from({ length: 3_000 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
  `{ __typename ${'@include(if: true) '.repeat(2_000)} }`,
  fragments(60),
  `{ payments { nodes { ${'purchase { payment { '.repeat(40)} id ${'} }'.repeat(40)} } } }`,
  `query (${Array.from({ length: 1_500 }, (_, index) => `$v${index}: Int`).join(' ')}) { __typename }`,
]

const oddInputs = [
  'mutation { registerUser(input: { userId: "\\u0000" }) { problem { code } } }',
  'mutation { registerUser(input: { userId: " a" }) { problem { code } } }',
  '{ payments(after: "MDAwMC0wMS0wMQ") { nodes { id } } }',
  '{ payments(first: 101) { nodes { id } } }',
  '{ payments(filter: { userId: "\\u0000" }) { nodes { id } } }',
  '{ node(id: "pay_zzzzzzzzzzzzzzzzzzzzzzzzzz") { id } }',
]

export const attacks: readonly Attack[] = [
  {
    name: 'introspection, landing page and hints without credentials',
    expected: /^(?:401 UNAUTHENTICATED|404)$/,
    run: ({ sender }) =>
      Promise.all([
        sender.get('/', { accept: 'text/html' }),
        sender.get('/graphql', { accept: 'text/html' }),
        sender.post('/graphql', {}, bodyOf('{ __schema { types { name } } }')),
        sender.post('/graphql', {}, bodyOf('{ paymentz { id } }')),
      ]),
  },
  {
    name: 'introspection with the AppKey',
    expected: /^400 BAD_USER_INPUT$/,
    run: callAll(['{ __schema { types { name } } }', '{ __type(name: "Payment") { name } }'], 'client'),
  },
  {
    name: 'comments of 2 MB without credentials',
    expected: /^(?:401 UNAUTHENTICATED|0)$/,
    run: ({ sender }, { posts, maxMs }) =>
      repeat(posts, maxMs, () => sender.post('/graphql', {}, largeComment)),
  },
  {
    name: 'comments of 2 MB with the AppKey',
    expected: /^(?:400 TOO_EXPENSIVE|413 BAD_USER_INPUT)$/,
    run: ({ sender, client }, { posts, maxMs }) =>
      repeat(posts, maxMs, () => sender.post('/graphql', client, largeComment)),
  },
  {
    name: 'comments of 2 MB with the server key',
    expected: /^(?:400 TOO_EXPENSIVE|413 BAD_USER_INPUT)$/,
    run: ({ sender, server }, { posts, maxMs }) =>
      repeat(posts, maxMs, () => sender.post('/graphql', server, largeComment)),
  },
  {
    name: 'distinct operations without credentials',
    expected: /^401 UNAUTHENTICATED$/,
    run: ({ sender }, { documents, maxMs }) =>
      repeat(documents, maxMs, (index) => sender.post('/graphql', {}, bodyOf(documentOf(index)))),
  },
  {
    name: 'distinct operations with the AppKey',
    expected: /^200$/,
    run: ({ sender, client }, { documents, maxMs }) =>
      repeat(documents, maxMs * 3, (index) => sender.post('/graphql', client, bodyOf(documentOf(index)))),
  },
  {
    name: 'distinct operations, each three times',
    expected: /^200$/,
    run: repeatOperations({ first: 1_000_000, times: 3 }),
  },
  {
    name: 'distinct operations, each often enough to be compiled',
    expected: /^200$/,
    run: repeatOperations({ first: 2_000_000, times: executionsBeforeCompiling + 3 }),
  },
  {
    name: 'variables of 1.9 MB with many unknown fields',
    expected: /^400 BAD_USER_INPUT$/,
    run: ({ sender, client }, { posts, maxMs }) =>
      repeat(posts, maxMs, () => sender.post('/graphql', client, unknownFields)),
  },
  { name: 'nested lists', expected: /^400 TOO_EXPENSIVE$/, run: callAll(nestedLists, 'server') },
  {
    name: 'aliases, directives, fragments and variables in masses',
    expected: /^400 (?:TOO_EXPENSIVE|BAD_USER_INPUT)$/,
    run: callAll(bombs, 'client'),
  },
  {
    name: 'odd texts, cursors and ids',
    expected: /^200(?: BAD_USER_INPUT)?$/,
    run: callAll(oddInputs, 'server'),
  },
  {
    name: 'server keys and user tokens that are cut off',
    expected: /^401 UNAUTHENTICATED$/,
    run: async ({ sender, server, client }) => {
      const key = server['authorization'] ?? ''
      const keys = [1, 5, 20, 40].map((length) => ({ authorization: key.slice(0, -length) }))
      const tokens = ['e30', 'e30.e30', 'e30.e30.', 'x'.repeat(8_000)]
      const users = tokens.map((token) => ({ ...client, authorization: `Bearer ${token}` }))
      return Promise.all(
        [...keys, ...users].map((headers) => sender.post('/graphql', headers, bodyOf('{ appKey { id } }'))),
      )
    },
  },
  {
    name: 'notifications with a forged certificate chain',
    expected: /^401$/,
    run: async ({ sender, appKey }, { posts, maxMs }) => {
      const authority = await createTestAuthority()
      return repeat(posts, maxMs, (index) => {
        const payload = { notificationType: 'REFUND', notificationUUID: String(index), data: {} }
        const signedPayload = authority.sign(payload, { kid: String(index) })
        return sender.post(`/notifications/app-store/${appKey}`, {}, JSON.stringify({ signedPayload }))
      })
    },
  },
  {
    name: 'connections that send their headers slowly, or nothing',
    expected: /^(?:408|closed)$/,
    run: ({ url }, { sockets }) =>
      Promise.all(
        Array.from({ length: sockets }, (_, index) =>
          openSlowConnection(url, index % 2 === 0 ? 'SLOW_HEADERS' : 'SILENT'),
        ),
      ),
  },
  {
    name: 'WebSockets that never send credentials',
    expected: /^(?:closed 4408|rejected 429)$/,
    run: ({ webSocketUrl }, { sockets }) =>
      Promise.all(Array.from({ length: sockets }, () => openWithoutCredentials(webSocketUrl))),
  },
]

/** How a socket ends that sends nothing; the server waits five seconds for credentials. */
async function openWithoutCredentials(url: string): Promise<Outcome> {
  const socket = new WebSocket(url, 'graphql-transport-ws')
  const ended = new Promise<Outcome>((resolve) => {
    socket.once('close', (code) => resolve(`closed ${code}`))
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(`rejected ${response.statusCode ?? 0}`)
    })
    socket.on('error', () => undefined)
  })
  const outcome = await Promise.race([ended, delay(15_000, 'still open')])
  socket.terminate()
  return outcome
}
