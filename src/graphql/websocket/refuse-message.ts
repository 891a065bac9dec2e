/** The types of the messages of `graphql-transport-ws` that only a server sends. */
const serverMessageTypes = new Set<unknown>(['connection_ack', 'next', 'error'])

/** Bytes of the id of an operation. graphql-ws closes a socket with the id in the reason, which has at most 123 bytes. */
const maxIdBytes = 90

/**
 * Reviver of `JSON.parse` for the messages of clients. It refuses those that only a server sends, and ids that are too long, so that
 * graphql-ws closes the socket with 4400 as for any invalid message. It would close it with 4500, and write a stack trace to stderr.
 */
export function refuseMessage(key: string, value: unknown): unknown {
  if (key !== '' || typeof value !== 'object' || value === null) return value
  if ('type' in value && serverMessageTypes.has(value.type)) {
    throw new TypeError('only a server sends this message')
  }
  if ('id' in value && typeof value.id === 'string' && Buffer.byteLength(value.id) > maxIdBytes) {
    throw new TypeError(`the id has more than ${maxIdBytes} bytes`)
  }
  return value
}
