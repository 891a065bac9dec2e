import { CloseCode } from 'graphql-ws'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { canRead } from '../../domain/user/access.ts'
import { findSocketOriginProblem } from '../origin-policy.ts'
import { getUserTokenExpiry } from '../../services/user-token.ts'
import { createActiveOperations } from './active-operations.ts'
import {
  authenticateConnection,
  readUserToken,
  tryAgainLater,
  type SocketState,
  type WebSocketConnection,
} from './authenticate-connection.ts'
import type { ConnectionSlots } from './connection-slots.ts'
import type { ConnectionMonitor } from './connection-monitor.ts'
import type { UnauthenticatedSockets } from './unauthenticated-sockets.ts'

export type ConnectHandlerOptions = {
  readonly services: Services
  readonly monitor: ConnectionMonitor
  readonly slots: ConnectionSlots
  readonly unauthenticated: UnauthenticatedSockets
}

/** Handles `connection_init`: authenticates the caller and counts the connection. Returns false if the socket is rejected. */
export function createConnectHandler(options: ConnectHandlerOptions) {
  const { services, monitor, slots, unauthenticated } = options
  return async (connection: WebSocketConnection): Promise<boolean> => {
    const domain = await authenticateConnection(services, connection)
    if (domain === null || !acceptConnection(connection, domain, slots)) return false
    unauthenticated.release(connection.extra.socket)
    monitor.add(connection)
    return true
  }
}

/** Prepares the state of an authenticated socket; false if the caller has too many open connections. */
function acceptConnection(
  connection: WebSocketConnection,
  domain: AuthenticatedContext,
  slots: ConnectionSlots,
): boolean {
  const { extra } = connection
  if (!canRead(domain)) {
    extra.socket.close(CloseCode.Unauthorized, 'This AppKey requires a user token.')
    return false
  }
  const originProblem = findSocketOriginProblem(domain, extra.request.headers)
  if (originProblem !== null) {
    extra.socket.close(CloseCode.Unauthorized, originProblem)
    return false
  }
  const release = slots.acquire(domain)
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
