import { CloseCode, type Context as SocketContext } from 'graphql-ws'
import type { Extra } from 'graphql-ws/use/ws'
import type { Context, Services } from '../domain/context.ts'
import { RequestError } from '../domain/request-error.ts'
import { authenticate } from './authenticate.ts'

/** What a socket carries once it is open. */
export type Opened = { domain: Context | null }

export type ConnectionParams = Record<string, unknown> | undefined
export type Connection = SocketContext<ConnectionParams, Extra & Partial<Opened>>

/** Who opens the socket. Bad credentials close it with 4401, none at all with 4403, a fault of ours with 4500. */
export async function openSocket(
  services: Services,
  { connectionParams, extra }: Connection,
): Promise<Context | null> {
  const text = (name: string) => {
    const value = connectionParams?.[name]
    return typeof value === 'string' ? value : null
  }
  try {
    const appKey = text('appKey')
    const authorization = text('authorization')
    const address = extra.request.socket.remoteAddress ?? ''
    return await authenticate(services, { appKey, authorization, address })
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
