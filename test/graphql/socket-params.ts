import type { Api } from '../support/api.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import type { TestServer } from '../support/test-server.ts'

/** What a socket shows of itself when it opens. */
export type ConnectionParams = Readonly<Record<string, unknown>>

export const watchText = `subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }`
export const followText = 'subscription { paymentEvents { type } }'

export const serverParams = ({ headers }: Api) => ({ authorization: headers['authorization'] })

export const buyerParams = ({ project }: TestServer, { headers }: Api) => ({
  appKey: project.appKey,
  authorization: headers['authorization'],
})

/** A socket that has introduced itself and is welcome. */
export async function openSocketAs(
  { webSocketUrl }: TestServer,
  params: ConnectionParams,
): Promise<RawSocket> {
  const socket = await openSocket(webSocketUrl)
  await socket.init(params)
  return socket
}
