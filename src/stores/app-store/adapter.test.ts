import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startQueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import type { QueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { createAppStoreDefinition } from './definition.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const key = { issuerId: 'an-issuer', keyId: 'KEY1', privateKey: privateKeyPem }
const transactionId = '2000000912345678'
const notFound = { status: 404, body: { errorCode: 4040010, errorMessage: 'Transaction id not found.' } }
const unauthenticated = { status: 401, body: 'Unauthenticated' }
const hourMs = 60 * 60_000

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../../test/fixtures/app-store/${path}`, import.meta.url))

let authority: TestAuthority
let production: QueuedFakeServer
let sandbox: QueuedFakeServer
let adapter: StoreAdapter
let adapterWithoutKey: StoreAdapter

function connect(input: Record<string, unknown>): StoreAdapter {
  const definition = createAppStoreDefinition({ production: false, timeoutMs: 1_500 })
  const parsed = definition.parseConnection({
    bundleId: 'com.example.arcade',
    productionUrl: production.url,
    sandboxUrl: sandbox.url,
    rootCertificates: [authority.rootDer.toString('base64')],
    ...input,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

function found(changes: Record<string, unknown> = {}): { status: number; body: unknown } {
  return { status: 200, body: { signedTransactionInfo: authority.sign(sampleTransaction(changes)) } }
}

beforeAll(async () => {
  authority = await createTestAuthority()
  production = await startQueuedFakeServer()
  sandbox = await startQueuedFakeServer()
  adapter = connect(key)
  adapterWithoutKey = connect({})
})

beforeEach(() => {
  production.respondInTurn(notFound)
  sandbox.respondInTurn(notFound)
})

afterAll(async () => {
  await Promise.all([production.close(), sandbox.close(), adapter.close()])
})

describe('a signed transaction', () => {
  test('a fresh transaction proves possession without a call to the store', async () => {
    const signedTransaction = authority.sign(sampleTransaction())
    expect(await adapter.verifyReceipt({ signedTransaction, transactionId: null })).toMatchObject({
      kind: 'verified',
      proves: 'POSSESSION',
      transaction: { storeTransactionId: transactionId, environment: 'SANDBOX', raw: signedTransaction },
    })
    expect([...production.requests, ...sandbox.requests]).toEqual([])
  })

  test('an old transaction is looked up in its own environment, and a later refund is detected', async () => {
    const revocationDate = Date.now() - 1_000
    sandbox.respondInTurn(found({ revocationDate }))
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
    expect(await adapter.verifyReceipt({ signedTransaction })).toMatchObject({
      kind: 'verified',
      proves: 'POSSESSION',
      transaction: { refund: { full: true, refundedAt: new Date(revocationDate) } },
    })
    expect(production.requests).toEqual([])
  })

  test('a transaction without a date is looked up', async () => {
    sandbox.respondInTurn(found())
    await adapter.verifyReceipt({
      signedTransaction: authority.sign(sampleTransaction({ signedDate: undefined })),
    })
    expect(sandbox.requests).toHaveLength(1)
  })

  test('an old transaction is accepted as signed when the connection has no API key', async () => {
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
    expect(await adapterWithoutKey.verifyReceipt({ signedTransaction })).toMatchObject({ kind: 'verified' })
  })

  test('an old transaction is neither accepted nor rejected while the store is unavailable', async () => {
    sandbox.respondInTurn({ status: 503, body: '<html>' })
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
    await expect(adapter.verifyReceipt({ signedTransaction })).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test.each([
    ['RECEIPT_APP_MISMATCH', { bundleId: 'com.example.other' }],
    ['RECEIPT_INVALID', { environment: 'Xcode' }],
    ['RECEIPT_INVALID', { exp: 1 }],
    ['RECEIPT_INVALID', { productId: undefined }],
  ])('a transaction is rejected with %s for %j', async (code, changes) => {
    const signedTransaction = authority.sign(sampleTransaction(changes))
    expect(await adapter.verifyReceipt({ signedTransaction })).toMatchObject({ kind: 'rejected', code })
  })
})

describe("Apple's fixtures", () => {
  const submit = async (name: string): Promise<unknown> => {
    const apple = connect({
      bundleId: 'com.example',
      rootCertificates: [fixture('certs/testCA.der').toString('base64')],
    })
    return await apple.verifyReceipt({ signedTransaction: fixture(name).toString('utf8') })
  }

  test('transactionInfo is rejected because it names no transaction', async () => {
    expect(await submit('mock_signed_data/transactionInfo')).toEqual({
      kind: 'rejected',
      code: 'RECEIPT_INVALID',
      reason: 'The receipt is invalid: it names no transaction (transactionId is missing).',
    })
  })

  test('wrongBundleId is rejected because it is for another app', async () => {
    expect(await submit('mock_signed_data/wrongBundleId')).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
  })

  test.each(['mock_signed_data/missingX5CHeaderClaim', 'xcode/xcode-signed-transaction'])(
    'the fixture %s is invalid',
    async (name) => {
      expect(await submit(name)).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )
})

describe('a transaction id as a receipt', () => {
  test('an id is looked up in production first and proves nothing', async () => {
    production.respondInTurn(found({ environment: 'Production' }))
    expect(await adapter.verifyReceipt({ transactionId })).toMatchObject({
      kind: 'verified',
      proves: 'NOTHING',
      transaction: { environment: 'PRODUCTION' },
    })
    expect(production.requests.map(({ path }) => path)).toEqual([`/inApps/v1/transactions/${transactionId}`])
    expect(sandbox.requests).toEqual([])
  })

  test('the lookup carries the token that Apple requires', async () => {
    await adapter.verifyReceipt({ transactionId })
    const token = production.requests[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(privateKeyPem))
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY1', typ: 'JWT' })
    expect(payload).toMatchObject({ iss: 'an-issuer', aud: 'appstoreconnect-v1', bid: 'com.example.arcade' })
  })

  test.each([
    ['4040010', notFound],
    ['401', unauthenticated],
  ])('an id is looked up in the sandbox after %s', async (_name, response) => {
    production.respondInTurn(response)
    sandbox.respondInTurn(found())
    expect(await adapter.verifyReceipt({ transactionId })).toMatchObject({ kind: 'verified' })
  })

  test('an id that no environment has is unknown', async () => {
    const outcome = { kind: 'unknown', key: transactionId, proves: 'NOTHING' }
    expect(await adapter.verifyReceipt({ transactionId })).toMatchObject(outcome)
  })

  test.each(['', 'abc', '1/../2', '1?x=1', ' 1', '1'.repeat(33), '１２'])(
    'the malformed id %j causes no call to the store',
    async (malformed) => {
      expect(await adapter.verifyReceipt({ transactionId: malformed })).toMatchObject({
        code: 'RECEIPT_INVALID',
      })
      expect(production.requests).toEqual([])
    },
  )

  test('a lookup requires an API key', async () => {
    await expect(adapterWithoutKey.verifyReceipt({ transactionId })).rejects.toBeInstanceOf(
      StoreMisconfiguredError,
    )
  })

  test('the store is unavailable when it returns another transaction or an invalid signature', async () => {
    const other = await createTestAuthority()
    const unsigned = { status: 200, body: { signedTransactionInfo: other.sign(sampleTransaction()) } }
    for (const response of [found({ transactionId: '99' }), unsigned]) {
      production.respondInTurn(response)
      await expect(adapter.verifyReceipt({ transactionId })).rejects.toBeInstanceOf(StoreUnavailableError)
    }
  })
})

describe('an app receipt', () => {
  test('an app receipt names a transaction that is looked up, and proves nothing', async () => {
    sandbox.respondInTurn(found({ transactionId: '0' }))
    const appReceipt = fixture('xcode/xcode-app-receipt-with-transaction').toString('utf8')
    expect(await adapter.verifyReceipt({ appReceipt })).toMatchObject({ kind: 'verified', proves: 'NOTHING' })
  })

  test.each(['garbage', fixture('xcode/xcode-app-receipt-empty').toString('utf8')])(
    'an app receipt without a transaction is invalid',
    async (appReceipt) => {
      expect(await adapter.verifyReceipt({ appReceipt })).toMatchObject({ code: 'RECEIPT_INVALID' })
      expect(production.requests).toEqual([])
    },
  )
})

describe('a receipt of an unknown format', () => {
  test.each([null, 'text', {}, { signedTransaction: 1 }, { transactionId: '1', appReceipt: 'AA' }, []])(
    'the receipt %j is invalid',
    async (receipt) => {
      expect(await adapter.verifyReceipt(receipt)).toMatchObject({
        kind: 'rejected',
        code: 'RECEIPT_INVALID',
      })
    },
  )
})

describe('a sale reference', () => {
  const details = JSON.stringify({ transactionId, environment: 'SANDBOX' })
  const sale = { details, storeProductId: 'a', environment: 'SANDBOX', action: 'CONSUME' } as const

  test('a sale is read from its own environment only', async () => {
    sandbox.respondInTurn(found())
    expect(await adapter.readSale(details)).toMatchObject([
      { kind: 'verified', transaction: { storeTransactionId: transactionId, environment: 'SANDBOX' } },
    ])
    expect(production.requests).toEqual([])
  })

  test('a sale has no state when its environment no longer has it', async () => {
    production.respondInTurn(found({ environment: 'Production' }))
    expect(await adapter.readSale(details)).toEqual([])
  })

  test.each([{ transactionId: '1' }, { environment: 'Production' }, { bundleId: 'com.example.other' }])(
    'the store is unavailable when it returns a transaction with %j',
    async (changes) => {
      sandbox.respondInTurn(found(changes))
      await expect(adapter.readSale(details)).rejects.toBeInstanceOf(StoreUnavailableError)
    },
  )

  test.each(['', '{}', JSON.stringify({ transactionId: '1/..', environment: 'SANDBOX' })])(
    'the unreadable reference %j causes no call to the store',
    async (text) => {
      await expect(adapter.readSale(text)).rejects.toThrow('cannot be read')
      await expect(adapter.acknowledge({ ...sale, details: text })).rejects.toThrow('cannot be read')
      expect(sandbox.requests).toEqual([])
    },
  )

  test('a sale cannot be refunded by the developer', async () => {
    expect(await adapter.refund({ ...sale, storeOrderId: null })).toEqual({
      kind: 'rejected',
      reason: expect.stringMatching(/only the customer.*Apple decides/),
    })
  })

  test('without an API key a sale cannot be read and needs no acknowledgement', async () => {
    await expect(adapterWithoutKey.readSale(details)).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(await adapterWithoutKey.acknowledge(sale)).toEqual({ kind: 'done' })
    expect([adapter.traits.needsAcknowledgement, adapterWithoutKey.traits.needsAcknowledgement]).toEqual([
      true,
      false,
    ])
    expect(adapterWithoutKey.refundReviews).toBeNull()
    expect(sandbox.requests).toEqual([])
  })
})
