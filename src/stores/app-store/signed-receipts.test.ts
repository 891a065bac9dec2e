import { generateKeyPairSync } from 'node:crypto'
import { expect, test as base } from 'vitest'

import { startQueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { createAppStoreDefinition } from './definition.ts'

const hourMs = 60 * 60_000
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = {
  issuerId: 'an-issuer',
  keyId: 'KEY1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const notFound = { status: 404, body: { errorCode: 4040010, errorMessage: 'Transaction id not found.' } }

const test = base
  .extend('authority', { scope: 'file' }, () => createTestAuthority())
  .extend('sandbox', { scope: 'file' }, async ({ authority: _ }, { onCleanup }) => {
    const server = await startQueuedFakeServer()
    onCleanup(server.close)
    return server
  })
  .extend(
    'connect',
    { scope: 'file' },
    ({ authority, sandbox }) =>
      (input: Record<string, unknown> = {}): StoreAdapter => {
        const definition = createAppStoreDefinition({ production: false, timeoutMs: 1_500 })
        const parsed = definition.parseConnection({
          bundleId: 'com.example.arcade',
          productionUrl: sandbox.url,
          sandboxUrl: sandbox.url,
          rootCertificates: [authority.rootDer.toString('base64')],
          ...key,
          ...input,
        })
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
        return definition.createAdapter(parsed.connection)
      },
  )

test('an old transaction that the store does not know is accepted as signed', async ({
  authority,
  sandbox,
  connect,
}) => {
  sandbox.respondInTurn(notFound)
  const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
  expect(await connect().verifyReceipt({ signedTransaction })).toMatchObject({ kind: 'verified' })
  expect(sandbox.requests).toHaveLength(1)
})

test.for([0, 2 * hourMs])(
  'a transaction that is %i ms old and of an environment outside the connection is rejected',
  async (ageMs, { authority, sandbox, connect }) => {
    sandbox.respondInTurn(notFound)
    const adapter = connect({ environments: ['PRODUCTION'] })
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - ageMs }))
    expect(await adapter.verifyReceipt({ signedTransaction })).toMatchObject({
      code: 'RECEIPT_ENVIRONMENT_REFUSED',
    })
    expect(sandbox.requests).toEqual([])
  },
)
