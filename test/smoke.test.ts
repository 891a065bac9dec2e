import { afterAll, beforeAll, expect, test } from 'vitest'
import { asServer, postGraphql } from './support/graphql-client.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

let at: TestServer
beforeAll(async () => {
  at = await startTestServer()
})
afterAll(() => at.close())

test('a server key sees its own AppKey', async () => {
  const { data } = await postGraphql(at.graphqlUrl, asServer(at.project), '{ appKey { key } }')
  expect(data).toEqual({ appKey: { key: at.project.appKey } })
})
