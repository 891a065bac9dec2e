import { afterAll, beforeAll, expect, test } from 'vitest'

import { startQueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import type { QueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import { checkTestStoreConnection } from './check-connection.ts'
import { createTestStoreClient } from './client.ts'
import type { TestStoreClient } from './client.ts'

const notFoundBody = { error: { code: 'PURCHASE_NOT_FOUND', message: 'no such purchase' } }

let server: QueuedFakeServer
let client: TestStoreClient

beforeAll(async () => {
  server = await startQueuedFakeServer()
  client = createTestStoreClient({ baseUrl: server.url, apiSecret: 'tss_secret', timeoutMs: 1_500 })
})

afterAll(async () => {
  await server.close()
})

test('the connection check makes a real call', async () => {
  server.respondInTurn({ status: 404, body: notFoundBody })
  expect(await checkTestStoreConnection(client)).toMatchObject({ ok: true })
  server.respondInTurn({ status: 401, body: {} })
  expect(await checkTestStoreConnection(client)).toMatchObject({
    ok: false,
    error: expect.stringContaining('apiSecret'),
  })
  server.respondInTurn('DROP')
  expect(await checkTestStoreConnection(client)).toMatchObject({
    ok: false,
    error: expect.stringContaining('baseUrl'),
  })
})
