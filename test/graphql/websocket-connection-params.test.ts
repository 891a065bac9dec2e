import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBuyer, createServerClient, requestPurchase } from '../support/buyer.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import {
  buyerConnectionParams,
  openAuthenticatedSocket,
  purchaseUpdatedSubscription,
  serverConnectionParams,
} from './connection-params.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

test('a socket may send its AppKey as appKey, as x-app-key, or as both with the same value', async () => {
  const buyer = await createBuyer(server)
  const { appKey, authorization } = buyerConnectionParams(server, buyer.client)
  const { id } = await requestPurchase(buyer, 'GOOGLE_PLAY')
  for (const params of [{ appKey }, { 'x-app-key': appKey }, { appKey, 'x-app-key': appKey }]) {
    const socket = await openAuthenticatedSocket(server, { ...params, authorization })
    socket.subscribe('1', purchaseUpdatedSubscription, { id })
    expect(await socket.next('1')).toMatchObject({
      type: 'next',
      payload: { data: { purchaseUpdated: { status: 'REQUESTED' } } },
    })
    socket.close()
  }
})

test('a socket whose appKey and x-app-key differ is closed with 4401', async () => {
  const other = await server.addProject({})
  const { appKey } = server.project
  const { authorization } = serverConnectionParams(createServerClient(server))
  for (const credentials of [{}, { authorization }]) {
    const socket = await openRawWebSocket(server.webSocketUrl)
    const payload = { ...credentials, appKey, 'x-app-key': other.appKey }
    socket.send({ type: 'connection_init', payload })
    expect(await socket.closed).toEqual({
      code: 4401,
      reason: 'appKey and x-app-key must have the same value.',
    })
  }
})

test('a server key with the x-app-key of another project is closed with 4401', async () => {
  const other = await server.addProject({})
  const { authorization } = serverConnectionParams(createServerClient(server))
  const socket = await openRawWebSocket(server.webSocketUrl)
  socket.send({ type: 'connection_init', payload: { 'x-app-key': other.appKey, authorization } })
  expect(await socket.closed).toEqual({ code: 4401, reason: expect.stringMatching(/another AppKey/) })
})
