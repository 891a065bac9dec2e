import { WebSocket } from 'ws'
import type { SocketMessage } from './socket-messages.ts'

/** What a client sends on a socket. */
export type SocketScript = {
  readonly init: SocketMessage | null
  readonly messages: readonly SocketMessage[]
  /** Whether the messages are sent after `connection_ack`, as the protocol wants it. */
  readonly waitsForAcknowledgement: boolean
}

/** The close code, or 0 for a socket that stayed open, and all messages of the server. */
type Conversation = { readonly code: number; readonly text: string }

/** A server that answers no more is told apart from a slow one by this only. */
const timeoutMs = 60_000
const lastPing = '{"type":"ping","payload":{"last":true}}'
const lastPong = '{"type":"pong","payload":{"last":true}}'

/** Sends the messages, waits for the end of the operations that end by themselves, and closes the socket. */
export async function runSocketScript(url: string, script: SocketScript): Promise<Conversation> {
  const { init, messages, waitsForAcknowledgement } = script
  const socket = new WebSocket(url, 'graphql-transport-ws', { handshakeTimeout: timeoutMs })
  const received: string[] = []
  const awaited = new Set(messages.flatMap(({ awaitedId }) => awaitedId ?? []))
  let isDone = false
  const finish = () => {
    if (isDone || awaited.size > 0) return
    isDone = true
    socket.send(lastPing)
  }
  const sendMessages = () => {
    for (const { data } of messages) socket.send(data)
    finish()
  }
  socket.on('message', (data: Buffer) => {
    const text = data.toString()
    received.push(text)
    if (text === lastPong) socket.close(1000)
    const { type, id } = JSON.parse(text) as { type: string; id?: string }
    if (type === 'connection_ack' && waitsForAcknowledgement) sendMessages()
    if ((type === 'complete' || type === 'error') && awaited.delete(id ?? '')) finish()
  })
  socket.once('open', () => {
    if (init !== null) socket.send(init.data)
    if (!waitsForAcknowledgement) sendMessages()
  })
  const code = await waitForClose(socket)
  return { code, text: received.join('\n') }
}

function waitForClose(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(0)
      socket.terminate()
    }, timeoutMs)
    // A connection that breaks is closed with 1006.
    socket.on('error', () => undefined)
    socket.once('close', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}
