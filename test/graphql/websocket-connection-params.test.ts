import { createServerClient, requestPurchase } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'
import {
  buyerConnectionParams,
  purchaseUpdatedSubscription,
  serverConnectionParams,
} from './connection-params.ts'

test('a socket may send its AppKey as appKey, as x-app-key, or as both with the same value', async ({
  server,
  buyer,
  openSocket,
}) => {
  const { appKey, authorization } = buyerConnectionParams(server, buyer.client)
  const { id } = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  for (const params of [{ appKey }, { 'x-app-key': appKey }, { appKey, 'x-app-key': appKey }]) {
    const socket = await openSocket({ connectionParams: { ...params, authorization } })
    socket.subscribe('1', purchaseUpdatedSubscription, { id })
    expect(await socket.next('1')).toMatchObject({
      type: 'next',
      payload: { data: { purchaseUpdated: { status: 'REQUESTED' } } },
    })
  }
})

test('a socket whose appKey and x-app-key differ is closed with 4401', async ({ server, openSocket }) => {
  const other = await server.addProject({})
  const { appKey } = server.project
  const { authorization } = serverConnectionParams(createServerClient(server))
  for (const credentials of [{}, { authorization }]) {
    const socket = await openSocket()
    socket.send({ type: 'connection_init', payload: { ...credentials, appKey, 'x-app-key': other.appKey } })
    expect(await socket.closed).toEqual({
      code: 4401,
      reason: 'appKey and x-app-key must have the same value.',
    })
  }
})

test('a server key with the x-app-key of another AppKey closes the socket with 4401', async ({
  server,
  openSocket,
}) => {
  const other = await server.addProject({})
  const { authorization } = serverConnectionParams(createServerClient(server))
  const socket = await openSocket()
  socket.send({ type: 'connection_init', payload: { 'x-app-key': other.appKey, authorization } })
  expect(await socket.closed).toEqual({ code: 4401, reason: expect.stringMatching(/another AppKey/) })
})
