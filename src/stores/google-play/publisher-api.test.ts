import { afterAll, beforeAll, expect, test } from 'vitest'

import {
  connectClient,
  packageName,
  purchaseBody,
  orderBody,
  respondInTurn,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { callPublisher } from './publisher-api.ts'

let server: FakeStoreServer

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

/** The requests that are sent to the API, without those for an access token. */
const sentPaths = () =>
  server.requests.filter(({ path }) => path !== '/token').map(({ method, path }) => `${method} ${path}`)

test.each([
  'edgc.AO-J1OxnZr_c4x',
  'a/b?c=d#e',
  'a b',
  '한국',
  'a%2Fb',
  "+:@&=$,;~!'()*",
  'x:refund',
  'GPA.1234-5678',
])("the frequent reads of %s request what Google's client requests", async (id) => {
  const request = { apiUrl: `${server.url}/google`, accessToken: 'token', timeoutMs: 5_000 }
  server.handle(() => ({ status: 200, body: {} }))
  await callPublisher(request, (publisher, options) =>
    publisher.purchases.productsv2.getproductpurchasev2({ packageName, token: id }, options),
  )
  await callPublisher(request, (publisher, options) =>
    publisher.orders.get({ packageName, orderId: id }, options),
  )
  const expected = sentPaths()
  await callPublisher(request, (publisher, options) =>
    publisher.orders.batchget({ packageName, orderIds: [id, 'GPA.2'] }, options),
  )
  const listed = sentPaths().at(-1)
  expect(expected).toHaveLength(2)

  const client = connectClient(server)
  server.handle(respondInTurn({ status: 200, body: purchaseBody() }))
  await client.findPurchase(id)
  const [purchase] = sentPaths()
  server.handle(respondInTurn({ status: 200, body: orderBody() }))
  await client.findOrder(id)
  expect([purchase, ...sentPaths()]).toEqual(expected)
  server.handle(respondInTurn({ status: 200, body: { orders: [] } }))
  await client.findOrders([id, 'GPA.2'])
  expect(sentPaths()).toEqual([listed])
})

test('a frequent read sends the access token to a URL that ends with a slash', async () => {
  server.handle(() => ({ status: 200, body: {} }))
  const request = { apiUrl: `${server.url}/`, accessToken: 'token', timeoutMs: 5_000 }
  expect(await callPublisher(request, { path: '/v3/orders/1' })).toMatchObject({ status: 200 })
  expect(server.requests).toMatchObject([
    { method: 'GET', path: '/v3/orders/1', headers: { authorization: 'Bearer token' } },
  ])
})
