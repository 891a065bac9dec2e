import { once } from 'node:events'
import { WebSocket } from 'ws'

export type ProtocolMessage = {
  readonly id?: string
  readonly type: string
  readonly payload?: unknown
}

/** A WebSocket that sends single messages of `graphql-transport-ws`, invalid ones included. */
export type RawWebSocket = {
  readonly send: (message: ProtocolMessage | string) => void
  /** Sends connection_init and waits for connection_ack. */
  readonly init: (connectionParams: Readonly<Record<string, unknown>>) => Promise<void>
  /** Starts an operation, whose messages are read by `next(id)`. */
  readonly subscribe: (id: string, query: string, variables?: Readonly<Record<string, unknown>>) => void
  /** The next unread message, of one operation or of any. */
  readonly next: (id?: string) => Promise<ProtocolMessage>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly close: () => void
  /** Stops reading from the network, so that messages stay in the buffer of the sender. */
  readonly pause: () => void
  readonly resume: () => void
}

const timeoutMs = 10_000

export async function openRawWebSocket(
  url: string,
  protocol = 'graphql-transport-ws',
  headers: Readonly<Record<string, string>> = {},
): Promise<RawWebSocket> {
  const socket = new WebSocket(url, protocol, { handshakeTimeout: timeoutMs, headers })
  const received: ProtocolMessage[] = []
  const waiters = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString()) as ProtocolMessage)
    for (const check of waiters) check()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await once(socket, 'open')
  const send = (message: ProtocolMessage | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  const next = (id?: string) =>
    new Promise<ProtocolMessage>((resolve, reject) => {
      const timeout = setTimeout(() => {
        waiters.delete(check)
        reject(new Error(`no message for operation ${id ?? '(any)'}; unread: ${JSON.stringify(received)}`))
      }, timeoutMs)
      const check = () => {
        const index = received.findIndex((message) => id === undefined || message.id === id)
        const [message] = index === -1 ? [] : received.splice(index, 1)
        if (message === undefined) return
        clearTimeout(timeout)
        waiters.delete(check)
        resolve(message)
      }
      waiters.add(check)
      check()
    })
  return {
    send,
    next,
    closed,
    init: async (connectionParams) => {
      send({ type: 'connection_init', payload: connectionParams })
      const { type } = await next()
      if (type !== 'connection_ack') throw new Error(`expected connection_ack, received ${type}`)
    },
    subscribe: (id, query, variables = {}) => send({ id, type: 'subscribe', payload: { query, variables } }),
    close: () => socket.close(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
