import { createApiClient } from '../support/api.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import { newUserId } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const limit = 2
/** Ten times as many receipts are allowed for an address. */
const addressLimit = 10 * limit

const test = serverTest
  .extend(
    'serverOptions',
    { scope: 'file' },
    { environment: { INVALID_RECEIPT_RATE_LIMIT: String(limit), TRUSTED_PROXIES: '127.0.0.1' } },
  )
  .extend('submitInvalidReceipt', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ requireUserToken: false })
    await connectEmulator(server, project)
    return async (address: string, userId: string) => {
      const headers = { ...appKeyHeaders(project), 'x-forwarded-for': address }
      const client = createApiClient(server.graphqlUrl, headers)
      await client.mutate('registerUser', { userId })
      const text = `mutation ($userId: String) { verifyPurchase(input: { userId: $userId, receipt: { testStore: { receipt: "x" } } }) {
        problem { code } } }`
      const [code = 'none'] = await client.queryErrorCodes(text, { userId })
      return code
    }
  })

test('a user without a token who submits too many invalid receipts does not stop others at the same address', async ({
  submitInvalidReceipt,
}) => {
  for (let time = 0; time < limit; time += 1)
    expect(await submitInvalidReceipt('192.0.2.1', 'forger')).toBe('none')
  expect(await submitInvalidReceipt('192.0.2.1', 'forger')).toBe('RATE_LIMITED')
  expect(await submitInvalidReceipt('192.0.2.1', newUserId())).toBe('none')
  // Somebody else at another address may use the same user id.
  expect(await submitInvalidReceipt('192.0.2.2', 'forger')).toBe('none')
})

test('an address that names many users cannot submit invalid receipts without limit, and other addresses can go on', async ({
  submitInvalidReceipt,
}) => {
  const codes: string[] = []
  for (let time = 0; time < addressLimit + 5; time += 1) {
    codes.push(await submitInvalidReceipt('192.0.2.3', newUserId()))
  }
  expect(codes.filter((code) => code === 'none')).toHaveLength(addressLimit)
  expect(codes.at(-1)).toBe('RATE_LIMITED')
  expect(await submitInvalidReceipt('192.0.2.4', newUserId())).toBe('none')
})
