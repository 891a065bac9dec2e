import type { GeneratedOperation } from './operation-generator.ts'
import type { Random } from './random.ts'

export type FuzzRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Buffer
}

const json = { 'content-type': 'application/json' }
const oddBytes = [0x00, 0x0a, 0x22, 0x24, 0x28, 0x7b, 0x7d, 0x5c, 0x7f, 0xc3, 0xed, 0xff]
const oddHeaders: readonly (readonly [string, string | readonly string[]])[] = [
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/graphql'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'br'],
  ['accept', 'text/html'],
  ['accept', 'application/graphql-response+json'],
  ['accept', 'x'.repeat(2_000)],
  ['x-http-method-override', 'DELETE'],
  ['x-request-id', 'x\tinjected'],
  ['x-request-id', 'x'.repeat(500)],
  ['x-forwarded-for', '::1, 127.0.0.1, nonsense'],
  ['traceparent', '00-00000000000000000000000000000000-0000000000000000-ff'],
  ['origin', 'https://attacker.example'],
  ['origin', 'null'],
  ['expect', '200-ok'],
  ['range', 'bytes=0-1'],
  ['if-none-match', '*'],
  ['upgrade', 'websocket'],
  ['connection', 'upgrade'],
  ['cookie', `coinslot.session_token=${'x'.repeat(1_000)}; __proto__=1`],
  ['authorization', 'Bearer e30.e30.e30'],
  ['authorization', ['Bearer a', 'Bearer b']],
  ['x-app-key', ['ak_a', 'ak_b']],
]

/** The request that a client would send for the operation. */
export function toRequest(
  operation: GeneratedOperation,
  credentials: Readonly<Record<string, string>>,
): FuzzRequest {
  const body = Buffer.from(JSON.stringify(operation))
  return { method: 'POST', path: '/graphql', headers: { ...json, ...credentials }, body }
}

/** Changes bytes of the document, of the whole body, or of the request around it. */
export function mutateRequest(
  random: Random,
  request: FuzzRequest,
  operation: GeneratedOperation,
): FuzzRequest {
  switch (random.below(5)) {
    case 0: {
      const query = mutateBytes(random, Buffer.from(operation.query)).toString('utf8')
      return { ...request, body: Buffer.from(JSON.stringify({ ...operation, query })) }
    }
    case 1:
      return { ...request, body: mutateBytes(random, request.body) }
    case 2: {
      const [name, value] = random.pick(oddHeaders)
      return { ...request, headers: { ...request.headers, [name]: value } }
    }
    case 3:
      return random.pick(oddRequests)(request, operation)
    default:
      return { ...request, body: Buffer.from(random.pick(oddBodies)(operation)) }
  }
}

type ChangeRequest = (request: FuzzRequest, operation: GeneratedOperation) => FuzzRequest

const searchOf = ({ query, variables }: GeneratedOperation) =>
  new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString().slice(0, 8_000)
const oddRequests: readonly ChangeRequest[] = [
  (request, operation) => ({
    ...request,
    method: 'GET',
    path: `/graphql?${searchOf(operation)}`,
    headers: { ...request.headers, 'apollo-require-preflight': 'true' },
    body: Buffer.alloc(0),
  }),
  (request) => ({ ...request, method: 'GET', path: '/graphql?query=%7B%FF', body: Buffer.alloc(0) }),
  (request) => ({ ...request, method: 'PUT' }),
  (request) => ({ ...request, method: 'OPTIONS', body: Buffer.alloc(0) }),
  (request) => ({ ...request, path: '/graphql/' }),
  (request) => ({ ...request, path: '//graphql' }),
  (request) => ({ ...request, path: '/graphql/%2e%2e/metrics' }),
  (request) => ({ ...request, path: '/%00' }),
  (request) => ({ ...request, path: '/%' }),
  (request) => ({ ...request, path: '/notifications/app-store/ak_%zz' }),
  (request) => ({ ...request, path: '/notifications/google-play/constructor' }),
  (request) => ({ ...request, path: `/notifications/one-store/${'a'.repeat(3_000)}` }),
]

const oddBodies: readonly ((operation: GeneratedOperation) => string)[] = [
  (operation) => JSON.stringify([operation, operation]),
  (operation) => JSON.stringify({ ...operation, variables: JSON.stringify(operation.variables) }),
  (operation) => JSON.stringify({ ...operation, variables: [operation.variables] }),
  (operation) => JSON.stringify({ ...operation, operationName: '__proto__' }),
  (operation) => JSON.stringify({ ...operation, extensions: { persistedQuery: { version: 1 } } }),
  (operation) => JSON.stringify({ ...operation, extensions: { persistedQuery: null } }),
  (operation) => JSON.stringify({ ...operation, documentId: 'sha256:x' }),
  (operation) => JSON.stringify({ documentId: operation.query }),
  ({ query }) => `{"query":${JSON.stringify(query)},"variables":{"__proto__":{"polluted":true}}}`,
  ({ query }) => `{"query":${JSON.stringify(query)},"query":7}`,
  ({ query }) => `\ufeff{"query":${JSON.stringify(query)}}`,
  ({ query }) => query,
  () => `{"query":${'['.repeat(10_000)}`,
  () => '{"query":"{ a }","variables":{"v0":1e999}}',
  () => '"\\ud800"',
]

function mutateBytes(random: Random, bytes: Buffer): Buffer {
  let result = Buffer.from(bytes)
  const changes = 1 + random.below(4)
  for (let change = 0; change < changes; change += 1) {
    const at = random.below(result.length + 1)
    const [before, after] = [result.subarray(0, at), result.subarray(at)]
    switch (random.below(4)) {
      case 0:
        result = Buffer.concat([before, after.subarray(1 + random.below(8))])
        break
      case 1:
        result = Buffer.concat([before, Buffer.of(random.pick(oddBytes)), after])
        break
      case 2:
        result = Buffer.concat([before, after.subarray(0, 40), after])
        break
      default:
        result = Buffer.concat([before, Buffer.of(random.below(256)), after.subarray(1)])
    }
  }
  return result
}
