import { CloseCode, type Context as SocketContext } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { RateLimitedError, RequestError } from '../../platform/request-error.ts'
import { authenticate, type Credentials } from '../authenticate.ts'
import { authenticateWithinLimit } from '../authenticate-within-limit.ts'
import { readSessionCookie } from '../session-cookie.ts'
import type { ActiveOperations } from './active-operations.ts'

/** State of an accepted socket. */
export type SocketState = {
  domain: AuthenticatedContext | null
  /** Time of the last operation, by `performance.now()`. */
  lastOperationAt: number
  readonly operations: ActiveOperations
}

/** The socket keeps its connectionParams in memory for as long as it is open. */
const maxConnectionParamsBytes = 16 * 1024

/** WebSocket close code that tells the client to retry later. */
export const tryAgainLater = 1013

/** Payload of `connection_init`: `appKey` or `x-app-key`, and `authorization`, with the values of the HTTP headers. */
export type ConnectionParams = Record<string, unknown> | undefined
export type WebSocketConnection = SocketContext<ConnectionParams, Extra & Partial<SocketState>>

/**
 * Authenticates the caller that opens the socket; null if the socket is rejected. Invalid credentials close it with 4401, missing
 * credentials with 4403, and an internal error or too many invalid credentials with 1013: clients of the protocol do not reconnect after 4500, so they would not
 * return after a restart of the database.
 */
export async function authenticateConnection(
  services: Services,
  connection: WebSocketConnection,
): Promise<AuthenticatedContext | null> {
  const { extra, connectionParams } = connection
  try {
    if (JSON.stringify(connectionParams ?? null).length > maxConnectionParamsBytes) {
      throw new RequestError('UNAUTHENTICATED', 'connectionParams exceed the size limit.')
    }
    return await authenticateWithinLimit(services, readCredentials(services, connection))
  } catch (error) {
    if (error instanceof RateLimitedError) {
      extra.socket.close(tryAgainLater, 'Too many invalid credentials')
    } else if (error instanceof RequestError) {
      extra.socket.close(CloseCode.Unauthorized, error.message)
    } else {
      services.log.error({ error }, 'failed to authenticate WebSocket connection')
      extra.socket.close(tryAgainLater, 'Try again later')
    }
    return null
  }
}

/**
 * Authenticates an open socket again by its connectionParams; null if they are no longer valid.
 * @throws if the credentials cannot be checked now, for example because the database is unavailable
 */
export async function reauthenticate(
  services: Services,
  connection: WebSocketConnection,
): Promise<AuthenticatedContext | null> {
  try {
    return await authenticate(services, readCredentials(services, connection))
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}

/** The user token of an accepted client; null if the caller has none. */
export function readUserToken(connection: WebSocketConnection): string | null {
  const caller = connection.extra.domain?.caller
  if (caller?.kind !== 'CLIENT' || caller.userId === null) return null
  return readParameter(connection, 'authorization')?.slice('bearer '.length) ?? null
}

function readCredentials(
  { readClientAddress, consoleUrl }: Services,
  connection: WebSocketConnection,
): Credentials {
  return {
    appKey: selectAppKey(readParameter(connection, 'appKey'), readParameter(connection, 'x-app-key')),
    authorization: readParameter(connection, 'authorization'),
    cookie: readSessionCookie(connection.extra.request.headers, consoleUrl),
    address: readClientAddress(connection.extra.request),
  }
}

function readParameter({ connectionParams }: WebSocketConnection, name: string): string | null {
  const value = connectionParams?.[name]
  return typeof value === 'string' ? value : null
}

/** `x-app-key`, the name of the HTTP header, is accepted too, for clients that send the same object in both places. */
function selectAppKey(appKey: string | null, header: string | null): string | null {
  if (appKey !== null && header !== null && appKey !== header) {
    throw new RequestError('UNAUTHENTICATED', 'appKey and x-app-key must have the same value.')
  }
  return appKey ?? header
}
