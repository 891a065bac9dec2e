import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { BroadcastCommand } from './bare-broadcast.ts'

/** The baseline cost of a broadcast: one `ws` server that sends the same bytes to all of its sockets. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })

function sendTo(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => (error ? reject(error) : resolve()))
  })
}

async function handleCommand(command: BroadcastCommand): Promise<unknown> {
  switch (command.type) {
    case 'listen':
      if (server.address() === null) await once(server, 'listening')
      return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    case 'measure':
      return {
        rssBytes: process.memoryUsage().rss,
        cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      }
    case 'broadcast':
      // As in the server, the next message for a socket waits until the one before was handed to the socket.
      await Promise.all(
        [...server.clients].map(async (socket) => {
          for (const text of command.texts) await sendTo(socket, text)
        }),
      )
      return null
  }
}

process.on('message', (command: BroadcastCommand) => {
  void handleCommand(command).then((result) => process.send?.({ result }))
})
