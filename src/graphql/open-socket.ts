import { CloseCode, type Context as SocketContext } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { Context, Services } from '../domain/context.ts'
import { RequestError } from '../domain/request-error.ts'
import { authenticate, type Credentials } from './authenticate.ts'
import type { SocketOperations } from './socket-operations.ts'

/** What a socket carries once it is open. */
export type Opened = {
  domain: Context | null
  /** When its last operation was seen, by `performance.now()`. */
  usedAt: number
  readonly operations: SocketOperations
}

/** A socket holds what it showed for as long as it lives. */
const maxShownBytes = 16 * 1024

/** The ordinary close code that tells a client to come again. */
export const tryAgainLater = 1013

export type ConnectionParams = Record<string, unknown> | undefined
export type Connection = SocketContext<ConnectionParams, Extra & Partial<Opened>>

/**
 * Who opens the socket. Bad credentials close it with 4401, none at all with 4403, a fault of ours with 1013: clients of the
 * protocol take 4500 as final, and would not come back after a restart of the database.
 */
export async function openSocket(services: Services, connection: Connection): Promise<Context | null> {
  const { extra, connectionParams } = connection
  try {
    if (JSON.stringify(connectionParams ?? null).length > maxShownBytes) {
      throw new RequestError('UNAUTHENTICATED', 'connectionParams are too long.')
    }
    return await authenticate(services, readCredentials(connection))
  } catch (error) {
    if (error instanceof RequestError) {
      extra.socket.close(CloseCode.Unauthorized, error.message)
    } else {
      services.log.error({ error }, 'a socket could not be opened')
      extra.socket.close(tryAgainLater, 'Try again later')
    }
    return null
  }
}

/** Who the socket is by what it showed at its start; null if that proves nothing any more. Throws if it cannot be known now. */
export async function proveAgain(services: Services, connection: Connection): Promise<Context | null> {
  try {
    return await authenticate(services, readCredentials(connection))
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}

/** The user token of a client that has shown one. */
export function readUserToken(connection: Connection): string | null {
  const caller = connection.extra.domain?.caller
  if (caller?.kind !== 'CLIENT' || caller.userId === null) return null
  return readCredentials(connection).authorization?.slice('bearer '.length) ?? null
}

function readCredentials({ connectionParams, extra }: Connection): Credentials {
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
