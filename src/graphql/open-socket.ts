import { CloseCode, type Context as SocketContext } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { Context, Services } from '../domain/context.ts'
import { RequestError } from '../domain/request-error.ts'
import { authenticate, type Credentials } from './authenticate.ts'

/** What a socket carries once it is open. */
export type Opened = {
  domain: Context | null
  /** When its last operation was seen, by `performance.now()`. */
  usedAt: number
}

export type ConnectionParams = Record<string, unknown> | undefined
export type Connection = SocketContext<ConnectionParams, Extra & Partial<Opened>>

/** Who opens the socket. Bad credentials close it with 4401, none at all with 4403, a fault of ours with 4500. */
export async function openSocket(services: Services, connection: Connection): Promise<Context | null> {
  const { extra } = connection
  try {
    return await authenticate(services, readCredentials(connection))
  } catch (error) {
    if (error instanceof RequestError) {
      extra.socket.close(CloseCode.Unauthorized, error.message)
    } else {
      services.log.error({ error }, 'a socket could not be opened')
      extra.socket.close(CloseCode.InternalServerError, 'Internal server error')
    }
    return null
  }
}

/** Whether what the socket showed at its start still proves anything. Throws if that cannot be known now. */
export async function isStillProven(services: Services, connection: Connection): Promise<boolean> {
  try {
    return (await authenticate(services, readCredentials(connection))) !== null
  } catch (error) {
    if (error instanceof RequestError) return false
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
