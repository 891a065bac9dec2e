/** The types of the messages of `graphql-transport-ws` that only a server sends. */
const serverMessageTypes = new Set<unknown>(['connection_ack', 'next', 'error'])

/**
 * Reviver of `JSON.parse` for the messages of clients. It refuses those that only a server sends, so that graphql-ws closes the socket
 * with 4400 as for any invalid message. It would close it with 4500, and write a stack trace to stderr.
 */
export function refuseServerMessage(key: string, value: unknown): unknown {
  const isMessage = key === '' && typeof value === 'object' && value !== null && 'type' in value
  if (isMessage && serverMessageTypes.has(value.type)) throw new TypeError('only a server sends this message')
  return value
}
