import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { GatheringSocket } from './gathering-socket.ts'
import { createSeats } from './socket-seats.ts'

const maxPayloadBytes = 2 * 1024 * 1024

export type AcceptOptions = {
  readonly http: Server
  readonly path: string
  /** Open sockets of one IP address. */
  readonly perAddress: number
}

/** Lets sockets in that ask for the path, so many from each address. */
export function acceptSockets({ http, path, perAddress }: AcceptOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    WebSocket: GatheringSocket,
  })
  const seats = createSeats(perAddress)
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [asked] = (request.url ?? '').split('?')
    if (asked !== path) {
      refuse(socket, '404 Not Found')
      return
    }
    const leave = seats.take(request.socket.remoteAddress ?? '')
    if (leave === null) {
      refuse(socket, '429 Too Many Requests')
      return
    }
    socket.once('close', leave)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.gatherOn(socket)
      sockets.emit('connection', webSocket, request)
    })
  }
  http.on('upgrade', upgrade)
  return { sockets, stopAccepting: () => http.off('upgrade', upgrade) }
}

function refuse(socket: Duplex, status: string): void {
  // Node leaves an upgraded socket without a listener: its error would end the process.
  socket.on('error', () => socket.destroy())
  // A peer that keeps its end open would keep ours.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
