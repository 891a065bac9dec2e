import type { ApiClient } from '../support/api.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import type { TestServer } from '../support/test-server.ts'

/** What a socket shows of itself when it opens. */
export type ConnectionParams = Readonly<Record<string, unknown>>

export const purchaseUpdatedSubscription = `subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }`
export const paymentEventsSubscription = 'subscription { paymentEvents { type } }'

export const serverConnectionParams = ({ headers }: ApiClient) => ({
  authorization: headers['authorization'],
})

export const buyerConnectionParams = ({ project }: TestServer, { headers }: ApiClient) => ({
  appKey: project.appKey,
  authorization: headers['authorization'],
})

/** A socket that has introduced itself and is welcome. */
export async function openAuthenticatedSocket(
  { webSocketUrl }: TestServer,
  params: ConnectionParams,
): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(webSocketUrl)
  await socket.init(params)
  return socket
}
