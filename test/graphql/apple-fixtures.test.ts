import { readFileSync } from 'node:fs'
import { createBuyer, expectField, createServerClient, type Buyer } from '../support/purchase-client.ts'
import type { DatabaseSnapshot } from '../support/database-snapshot.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('project', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ sandboxPolicy: 'ALLOW' })
    const rootCertificates = [read('certs/testCA.der').toString('base64')]
    const appStore = { bundleId: 'com.example', rootCertificates }
    const connected = await createServerClient(server, project).mutate('connectStore', { appStore })
    expectField(connected, 'storeConnection')
    return project
  })
  .extend('buyer', { scope: 'file' }, ({ server, project }) => createBuyer(server, { project }))

function read(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/app-store/${name}`, import.meta.url))
}

async function verify(buyer: Buyer, databaseSnapshot: DatabaseSnapshot, name: string) {
  const signedTransaction = read(name).toString('utf8').trim()
  const receipt = { appStore: { signedTransaction } }
  const payload = await databaseSnapshot.expectUnchanged(() =>
    buyer.client.mutate('verifyPurchase', { receipt }),
  )
  expect(payload.payment).toBeNull()
  return payload.problem
}

test('the signature and the app of the sample transaction are valid, and it is rejected only because it has no transaction id', async ({
  buyer,
  databaseSnapshot,
}) => {
  expect(await verify(buyer, databaseSnapshot, 'mock_signed_data/transactionInfo')).toMatchObject({
    code: 'RECEIPT_INVALID',
    message: 'The receipt is invalid: it names no transaction (transactionId is missing).',
  })
})

test('the sample transaction has an invalid certificate chain when the real root of Apple is trusted', async ({
  server,
}) => {
  const strict = await server.addProject({ sandboxPolicy: 'ALLOW' })
  expectField(
    await createServerClient(server, strict).mutate('connectStore', {
      appStore: { bundleId: 'com.example', shared: true },
    }),
    'storeConnection',
  )
  const { client } = await createBuyer(server, { project: strict })
  const signedTransaction = read('mock_signed_data/transactionInfo').toString('utf8')
  const { problem } = await client.mutate('verifyPurchase', { receipt: { appStore: { signedTransaction } } })
  expect(problem?.code).toBe('RECEIPT_INVALID')
  expect(problem?.message).not.toContain('names no transaction')
})

test('a transaction with another bundle id is rejected as a transaction of another app', async ({
  buyer,
  databaseSnapshot,
}) => {
  expect(await verify(buyer, databaseSnapshot, 'mock_signed_data/wrongBundleId')).toMatchObject({
    code: 'RECEIPT_APP_MISMATCH',
  })
})

test('a transaction without a certificate chain is invalid', async ({ buyer, databaseSnapshot }) => {
  expect(await verify(buyer, databaseSnapshot, 'mock_signed_data/missingX5CHeaderClaim')).toMatchObject({
    code: 'RECEIPT_INVALID',
    message: 'The receipt is invalid: it carries no certificate chain.',
  })
})

test.for(['renewalInfo', 'testNotification'])(
  'the signature of %s is valid, but it is no transaction of this app',
  async (name, { buyer, databaseSnapshot }) => {
    expect(await verify(buyer, databaseSnapshot, `mock_signed_data/${name}`)).toMatchObject({
      code: 'RECEIPT_APP_MISMATCH',
    })
  },
)

test.for(['xcode-signed-transaction', 'xcode-signed-renewal-info', 'xcode-signed-app-transaction'])(
  'the sample %s is invalid, because anyone can sign it with Xcode',
  async (name, { buyer, databaseSnapshot }) => {
    expect(await verify(buyer, databaseSnapshot, `xcode/${name}`)).toMatchObject({ code: 'RECEIPT_INVALID' })
  },
)

test.for(['xcode-app-receipt-empty', 'xcode-app-receipt-with-transaction'])(
  'the sample %s proves no purchase and creates no payment',
  async (name, { buyer, databaseSnapshot }) => {
    const receipt = { appStore: { appReceipt: read(`xcode/${name}`).toString('utf8').trim() } }
    const payload = await databaseSnapshot.expectUnchanged(() =>
      buyer.client.mutate('verifyPurchase', { receipt }),
    )
    // The receipt with a transaction is read by its id, for which this connection has no API key.
    const expected = name.endsWith('empty') ? 'RECEIPT_INVALID' : 'STORE_MISCONFIGURED'
    expect(payload).toMatchObject({ payment: null, problem: { code: expected } })
  },
)
