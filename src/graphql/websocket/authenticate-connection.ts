import { CloseCode, type Context as SocketContext } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { Context, Services } from '../../domain/context.ts'
import { RequestError } from '../../platform/request-error.ts'
import { authenticate, type Credentials } from '../authenticate.ts'
import type { ActiveOperations } from './active-operations.ts'

/** What a socket carries once it is open. */
export type SocketState = {
  domain: Context | null
  /** When its last operation was seen, by `performance.now()`. */
  lastOperationAt: number
  readonly operations: ActiveOperations
}

/** A socket holds what it showed for as long as it lives. */
const maxConnectionParamsBytes = 16 * 1024

/** The ordinary close code that tells a client to come again. */
export const tryAgainLater = 1013

export type ConnectionParams = Record<string, unknown> | undefined
export type WebSocketConnection = SocketContext<ConnectionParams, Extra & Partial<SocketState>>

/**
 * Who opens the socket. Bad credentials close it with 4401, none at all with 4403, a fault of ours with 1013: clients of the
 * protocol take 4500 as final, and would not come back after a restart of the database.
 */
export async function authenticateConnection(
  services: Services,
  connection: WebSocketConnection,
): Promise<Context | null> {
  const { extra, connectionParams } = connection
  try {
    if (JSON.stringify(connectionParams ?? null).length > maxConnectionParamsBytes) {
      throw new RequestError('UNAUTHENTICATED', 'connectionParams exceed the size limit.')
    }
    return await authenticate(services, readCredentials(connection))
  } catch (error) {
    if (error instanceof RequestError) {
      extra.socket.close(CloseCode.Unauthorized, error.message)
    } else {
      services.log.error({ error }, 'failed to authenticate WebSocket connection')
      extra.socket.close(tryAgainLater, 'Try again later')
    }
    return null
  }
}

/** Who the socket is by what it showed at its start; null if that proves nothing any more. Throws if it cannot be known now. */
export async function reauthenticate(
  services: Services,
  connection: WebSocketConnection,
): Promise<Context | null> {
  try {
    return await authenticate(services, readCredentials(connection))
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}

/** The user token of a client that has shown one. */
export function readUserToken(connection: WebSocketConnection): string | null {
  const caller = connection.extra.domain?.caller
  if (caller?.kind !== 'CLIENT' || caller.userId === null) return null
  return readCredentials(connection).authorization?.slice('bearer '.length) ?? null
}

function readCredentials({ connectionParams, extra }: WebSocketConnection): Credentials {
  const text = (name: string) => {
    const value = connectionParams?.[name]
    return typeof value === 'string' ? value : null
  }
  return {
    appKey: text('appKey'),
    authorization: text('authorization'),
    address: extra.request.socket.remoteAddress ?? '',
  }
}
