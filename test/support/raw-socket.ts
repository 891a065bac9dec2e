import { once } from 'node:events'
import { WebSocket } from 'ws'

export type Message = {
  readonly id?: string
  readonly type: string
  readonly payload?: unknown
}

/** A WebSocket that speaks `graphql-transport-ws` word by word, also wrongly. */
export type RawSocket = {
  readonly send: (message: Message | string) => void
  /** Introduces itself and waits for the welcome. */
  readonly init: (connectionParams: Readonly<Record<string, unknown>>) => Promise<void>
  /** Starts an operation; its messages come by `next(id)`. */
  readonly subscribe: (id: string, query: string, variables?: Readonly<Record<string, unknown>>) => void
  /** The next message that nobody has asked for yet: of an operation, or of any. */
  readonly next: (id?: string) => Promise<Message>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly close: () => void
  /** Stops reading from the network: what is sent to it stays with the sender. */
  readonly pause: () => void
  readonly resume: () => void
}

const patienceMs = 10_000

export async function openSocket(url: string, protocol = 'graphql-transport-ws'): Promise<RawSocket> {
  const socket = new WebSocket(url, protocol, { handshakeTimeout: patienceMs })
  const inbox: Message[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    inbox.push(JSON.parse(data.toString()) as Message)
    for (const look of waiting) look()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  await once(socket, 'open')
  const send = (message: Message | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  const next = (id?: string) =>
    new Promise<Message>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`no message for ${id ?? 'anybody'}; waiting: ${JSON.stringify(inbox)}`))
      }, patienceMs)
      const look = () => {
        const place = inbox.findIndex((message) => id === undefined || message.id === id)
        const [message] = place === -1 ? [] : inbox.splice(place, 1)
        if (message === undefined) return
        clearTimeout(giveUp)
        waiting.delete(look)
        resolve(message)
      }
      waiting.add(look)
      look()
    })
  return {
    send,
    next,
    closed,
    init: async (connectionParams) => {
      send({ type: 'connection_init', payload: connectionParams })
      const { type } = await next()
      if (type !== 'connection_ack') throw new Error(`no welcome but ${type}`)
    },
    subscribe: (id, query, variables = {}) => send({ id, type: 'subscribe', payload: { query, variables } }),
    close: () => socket.close(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
