import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ClientAddressReader } from '../../platform/client-address.ts'
import { CorkedWebSocket } from './corked-websocket.ts'
import { createConnectionLimiter } from './connection-limiter.ts'

const maxPayloadBytes = 2 * 1024 * 1024

export type WebSocketUpgradeOptions = {
  readonly http: Server
  readonly path: string
  /** Open sockets of one IP address. */
  readonly maxConnectionsPerIp: number
  readonly readClientAddress: ClientAddressReader
}

/** Accepts WebSocket upgrades on one path, up to a number of open sockets for each IP address. */
export function handleWebSocketUpgrades(options: WebSocketUpgradeOptions) {
  const { http, path, maxConnectionsPerIp, readClientAddress } = options
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    WebSocket: CorkedWebSocket,
  })
  const limiter = createConnectionLimiter(maxConnectionsPerIp)
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [requestPath] = (request.url ?? '').split('?')
    if (requestPath !== path) {
      rejectUpgrade(socket, '404 Not Found')
      return
    }
    const release = limiter.acquire(readClientAddress(request))
    if (release === null) {
      rejectUpgrade(socket, '429 Too Many Requests')
      return
    }
    socket.once('close', release)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.attachStream(socket)
      sockets.emit('connection', webSocket, request)
    })
  }
  http.on('upgrade', upgrade)
  return { sockets, stopAccepting: () => http.off('upgrade', upgrade) }
}

function rejectUpgrade(socket: Duplex, status: string): void {
  // Node removes its error listener from an upgraded socket; an unhandled error would end the process.
  socket.on('error', () => socket.destroy())
  // Without this, a peer that does not close its end would keep the socket open.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}
