import type { GeneratedOperation } from './operation-generator.ts'
import type { Random } from './random.ts'

export type SocketMessage = {
  readonly data: string | Buffer
  /** The id of an operation that the server must end. */
  readonly awaitedId?: string
}

type CreateMessage = (operation: GeneratedOperation, index: number) => SocketMessage

const toMessage = (message: object): SocketMessage => ({ data: JSON.stringify(message) })
const subscribe = (id: unknown, payload: unknown) => toMessage({ id, type: 'subscribe', payload })

/** Messages that the protocol allows. */
const validMessages: readonly CreateMessage[] = [
  toSubscribe,
  toSubscribe,
  (_operation, index) => toMessage({ id: `operation-${index - 1}`, type: 'complete' }),
  () => toMessage({ type: 'ping', payload: { at: 1 } }),
  () => toMessage({ type: 'pong' }),
]

/** A subscription ends when the socket is closed, and every other operation with its result. */
function toSubscribe(operation: GeneratedOperation, index: number): SocketMessage {
  const isSubscription = operation.query.startsWith('subscription')
  const id = `${isSubscription ? 'operation' : 'awaited'}-${index}`
  return { ...subscribe(id, operation), ...(isSubscription ? {} : { awaitedId: id }) }
}

/** Messages that the protocol does not allow, or whose content no client sends. */
const oddMessages: readonly CreateMessage[] = [
  (operation) => subscribe('same', operation),
  (operation) => subscribe('x'.repeat(20_000), operation),
  (operation) => subscribe('__proto__', operation),
  (operation) => subscribe('', operation),
  (operation) => subscribe(7, operation),
  (operation) => subscribe('a', { ...operation, extensions: { reason: 7 } }),
  (operation) => subscribe('b', { ...operation, operationName: 'constructor' }),
  (operation) => subscribe('c', { ...operation, variables: [1] }),
  ({ query }) => ({
    data: `{"id":"d","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":{"__proto__":{"polluted":true}}}}`,
  }),
  () => subscribe('e', { query: `{ ${'a '.repeat(60_000)}}` }),
  () => subscribe('f', null),
  () => toMessage({ type: 'connection_init', payload: {} }),
  () => toMessage({ type: 'connection_ack' }),
  () => toMessage({ id: 'g', type: 'next', payload: {} }),
  () => toMessage({ id: 'unknown', type: 'complete' }),
  () => toMessage({ id: '__proto__', type: 'complete' }),
  () => toMessage({ type: 'start' }),
  () => ({ data: '[]' }),
  () => ({ data: 'null' }),
  () => ({ data: '{' }),
  () => ({ data: '' }),
  () => ({ data: String.raw`"\ud800"` }),
  () => ({ data: Buffer.from([0xff, 0x00, 0xfe]) }),
  (operation) => ({ data: Buffer.from(JSON.stringify({ id: 'h', type: 'subscribe', payload: operation })) }),
  () => ({ data: 'x'.repeat(600_000) }),
]

export function createMessage(random: Random, operation: GeneratedOperation, index: number): SocketMessage {
  return random.pick(random.chance(0.9) ? validMessages : oddMessages)(operation, index)
}

/** Creates a `connection_init`; null sends none. */
export function createInit(
  random: Random,
  callers: readonly Readonly<Record<string, string>>[],
): SocketMessage | null {
  const init = (payload: unknown) => toMessage({ type: 'connection_init', payload })
  if (random.chance(0.8)) return init(random.pick(callers))
  return random.pick([
    null,
    init('text'),
    init([]),
    init({ authorization: ['Bearer a'], appKey: 7 }),
    init({ authorization: 'Bearer csk_unknown' }),
    init({ appKey: 'ak_a', 'x-app-key': 'ak_b' }),
    init({ padding: 'x'.repeat(20_000) }),
    { data: '{"type":"connection_init","payload":{"__proto__":{"polluted":true}}}' },
  ])
}
