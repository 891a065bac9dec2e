import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ClientAddressReader } from '../../platform/client-address.ts'
import { CorkedWebSocket } from './corked-websocket.ts'
import type { UnauthenticatedSockets } from './unauthenticated-sockets.ts'

/** Larger receipts can be sent over HTTP only. */
const maxPayloadBytes = 512 * 1024

export type WebSocketUpgradeOptions = {
  readonly http: Server
  readonly path: string
  readonly unauthenticated: UnauthenticatedSockets
  readonly readClientAddress: ClientAddressReader
}

/** Accepts WebSocket upgrades on one path, up to a number of sockets that have not sent valid credentials yet. */
export function handleWebSocketUpgrades(options: WebSocketUpgradeOptions) {
  const { http, path, unauthenticated, readClientAddress } = options
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    WebSocket: CorkedWebSocket,
  })
  let isAccepting = true
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [requestPath] = (request.url ?? '').split('?')
    if (requestPath !== path) {
      rejectUpgrade(socket, '404 Not Found')
      return
    }
    if (!isAccepting) {
      rejectUpgrade(socket, '503 Service Unavailable')
      return
    }
    const release = unauthenticated.acquire(readClientAddress(request), socket)
    if (release === null) {
      rejectUpgrade(socket, '429 Too Many Requests')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.attachStream(socket)
      unauthenticated.attach(webSocket, release)
      sockets.emit('connection', webSocket, request)
    })
  }
  http.on('upgrade', upgrade)
  return {
    sockets,
    stopAccepting: () => {
      isAccepting = false
    },
  }
}

function rejectUpgrade(socket: Duplex, status: string): void {
  // Node removes its error listener from an upgraded socket; an unhandled error would end the process.
  socket.on('error', () => socket.destroy())
  // Without this, a peer that does not close its end would keep the socket open.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
