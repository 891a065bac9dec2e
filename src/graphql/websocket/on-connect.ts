import { CloseCode } from 'graphql-ws'
import type { Context, Services } from '../../domain/context.ts'
import { getUserTokenExpiry } from '../../services/user-token.ts'
import { createActiveOperations } from './active-operations.ts'
import {
  authenticateConnection,
  readUserToken,
  tryAgainLater,
  type SocketState,
  type WebSocketConnection,
} from './authenticate-connection.ts'
import { createConnectionLimiter, type ConnectionLimiter } from './connection-limiter.ts'
import type { ConnectionMonitor } from './connection-monitor.ts'

export type ConnectHandlerOptions = {
  readonly services: Services
  readonly monitor: ConnectionMonitor
  /** Open sockets of one server key, or of the clients of one AppKey. */
  readonly maxConnectionsPerKey: number
}

/** Handles `connection_init`: authenticates the caller and counts the connection. Returns false if the socket is rejected. */
export function createConnectHandler({ services, monitor, maxConnectionsPerKey }: ConnectHandlerOptions) {
  const limiter = createConnectionLimiter(maxConnectionsPerKey)
  return async (connection: WebSocketConnection): Promise<boolean> => {
    const domain = await authenticateConnection(services, connection)
    if (domain === null || !acceptConnection(connection, domain, limiter)) return false
    monitor.add(connection)
    return true
  }
}

/** Prepares the state of an authenticated socket; false if the caller has too many open connections. */
function acceptConnection(
  connection: WebSocketConnection,
  domain: Context,
  limiter: ConnectionLimiter,
): boolean {
  const { extra } = connection
  const { caller, app } = domain
  const release = limiter.acquire(caller.kind === 'SERVER' ? `key/${caller.serverKeyId}` : `app/${app.appId}`)
  if (release === null) {
    extra.socket.close(tryAgainLater, 'Too many connections')
    return false
  }
  const operations = createActiveOperations()
  Object.assign(extra, { domain, lastOperationAt: performance.now(), operations } satisfies SocketState)
  const tokenExpiryTimer = closeWhenTokenExpires(connection)
  const onClose = () => {
    release()
    operations.close()
    clearTimeout(tokenExpiryTimer)
  }
  if (extra.socket.readyState === extra.socket.OPEN) extra.socket.once('close', onClose)
  else onClose()
  return true
}

/** The expiry is measured by the machine's clock, like the verification of the token. */
function closeWhenTokenExpires(connection: WebSocketConnection): NodeJS.Timeout | undefined {
  const token = readUserToken(connection)
  if (token === null) return undefined
  return setTimeout(
    () => connection.extra.socket.close(CloseCode.Forbidden, 'The user token has expired.'),
    getUserTokenExpiry(token).getTime() - Date.now(),
  )
}
