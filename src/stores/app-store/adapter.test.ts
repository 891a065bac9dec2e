import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

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
const id = '2000000912345678'
const notFound = { status: 404, body: { errorCode: 4040010, errorMessage: 'Transaction id not found.' } }
const unauthenticated = { status: 401, body: 'Unauthenticated' }
const hourMs = 60 * 60_000

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../../test/fixtures/app-store/${path}`, import.meta.url))

let authority: TestAuthority
let production: QueuedFakeServer
let sandbox: QueuedFakeServer
let adapter: StoreAdapter
let keyless: StoreAdapter

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
  keyless = connect({})
})

beforeEach(() => {
  production.respondInTurn(notFound)
  sandbox.respondInTurn(notFound)
})

afterAll(async () => {
  await Promise.all([production.close(), sandbox.close(), adapter.close()])
})

describe('a signed transaction', () => {
  it('that is fresh proves possession without a call to the store', async () => {
    const signedTransaction = authority.sign(sampleTransaction())
    expect(await adapter.verifyReceipt({ signedTransaction, transactionId: null })).toMatchObject({
      kind: 'verified',
      proves: 'POSSESSION',
      transaction: { storeTransactionId: id, environment: 'SANDBOX', raw: signedTransaction },
    })
    expect([...production.requests, ...sandbox.requests]).toEqual([])
  })

  it('that is old is read back, in its own environment only, and a refund since then is seen', async () => {
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

  it('without a date is read back', async () => {
    sandbox.respondInTurn(found())
    await adapter.verifyReceipt({
      signedTransaction: authority.sign(sampleTransaction({ signedDate: undefined })),
    })
    expect(sandbox.requests).toHaveLength(1)
  })

  it('that is old is taken as signed when the connection has no key', async () => {
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
    expect(await keyless.verifyReceipt({ signedTransaction })).toMatchObject({ kind: 'verified' })
  })

  it('that is old is neither refused nor taken while the store cannot be asked', async () => {
    sandbox.respondInTurn({ status: 503, body: '<html>' })
    const signedTransaction = authority.sign(sampleTransaction({ signedDate: Date.now() - 2 * hourMs }))
    await expect(adapter.verifyReceipt({ signedTransaction })).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it.each([
    ['RECEIPT_APP_MISMATCH', { bundleId: 'com.example.other' }],
    ['RECEIPT_INVALID', { environment: 'Xcode' }],
    ['RECEIPT_INVALID', { exp: 1 }],
    ['RECEIPT_INVALID', { productId: undefined }],
  ])('is refused with %s for %j', async (code, changes) => {
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

  it('transactionInfo is refused because it names no transaction', async () => {
    expect(await submit('mock_signed_data/transactionInfo')).toEqual({
      kind: 'rejected',
      code: 'RECEIPT_INVALID',
      reason: 'The receipt is invalid: it names no transaction (transactionId is missing).',
    })
  })

  it('wrongBundleId is for another app', async () => {
    expect(await submit('mock_signed_data/wrongBundleId')).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
  })

  it.each(['mock_signed_data/missingX5CHeaderClaim', 'xcode/xcode-signed-transaction'])(
    '%s is invalid',
    async (name) => {
      expect(await submit(name)).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )
})

describe('a transaction id', () => {
  it('is looked up in production first, and proves nothing', async () => {
    production.respondInTurn(found({ environment: 'Production' }))
    expect(await adapter.verifyReceipt({ transactionId: id })).toMatchObject({
      kind: 'verified',
      proves: 'NOTHING',
      transaction: { environment: 'PRODUCTION' },
    })
    expect(production.requests.map(({ path }) => path)).toEqual([`/inApps/v1/transactions/${id}`])
    expect(sandbox.requests).toEqual([])
  })

  it('is asked for with the token that Apple demands', async () => {
    await adapter.verifyReceipt({ transactionId: id })
    const token = production.requests[0]?.headers.authorization?.replace('Bearer ', '') ?? ''
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(privateKeyPem))
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY1', typ: 'JWT' })
    expect(payload).toMatchObject({ iss: 'an-issuer', aud: 'appstoreconnect-v1', bid: 'com.example.arcade' })
  })

  it.each([
    ['4040010', notFound],
    ['401', unauthenticated],
  ])('is looked up in the sandbox after %s', async (_name, answer) => {
    production.respondInTurn(answer)
    sandbox.respondInTurn(found())
    expect(await adapter.verifyReceipt({ transactionId: id })).toMatchObject({ kind: 'verified' })
  })

  it('that no environment knows is invalid', async () => {
    expect(await adapter.verifyReceipt({ transactionId: id })).toMatchObject({ code: 'RECEIPT_INVALID' })
  })

  it.each(['', 'abc', '1/../2', '1?x=1', ' 1', '1'.repeat(33), '１２'])(
    '%j never reaches the store',
    async (transactionId) => {
      expect(await adapter.verifyReceipt({ transactionId })).toMatchObject({ code: 'RECEIPT_INVALID' })
      expect(production.requests).toEqual([])
    },
  )

  it('needs a key', async () => {
    await expect(keyless.verifyReceipt({ transactionId: id })).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })

  it('is not believed when the answer is about another transaction or not signed by the App Store', async () => {
    const other = await createTestAuthority()
    const forged = { status: 200, body: { signedTransactionInfo: other.sign(sampleTransaction()) } }
    for (const answer of [found({ transactionId: '99' }), forged]) {
      production.respondInTurn(answer)
      await expect(adapter.verifyReceipt({ transactionId: id })).rejects.toBeInstanceOf(StoreUnavailableError)
    }
  })
})

describe('an app receipt', () => {
  it('names a transaction that is looked up, and proves nothing', async () => {
    sandbox.respondInTurn(found({ transactionId: '0' }))
    const appReceipt = fixture('xcode/xcode-app-receipt-with-transaction').toString('utf8')
    expect(await adapter.verifyReceipt({ appReceipt })).toMatchObject({ kind: 'verified', proves: 'NOTHING' })
  })

  it.each(['garbage', fixture('xcode/xcode-app-receipt-empty').toString('utf8')])(
    'without a transaction is invalid',
    async (appReceipt) => {
      expect(await adapter.verifyReceipt({ appReceipt })).toMatchObject({ code: 'RECEIPT_INVALID' })
      expect(production.requests).toEqual([])
    },
  )
})

describe('a receipt of no known shape', () => {
  it.each([null, 'text', {}, { signedTransaction: 1 }, { transactionId: '1', appReceipt: 'AA' }, []])(
    '%j is invalid',
    async (receipt) => {
      expect(await adapter.verifyReceipt(receipt)).toMatchObject({
        kind: 'rejected',
        code: 'RECEIPT_INVALID',
      })
    },
  )
})

describe('a sale that is known by its reference', () => {
  const details = JSON.stringify({ transactionId: id, environment: 'SANDBOX' })
  const sale = { details, storeProductId: 'a', environment: 'SANDBOX', action: 'CONSUME' } as const

  it('is asked for in its own environment only', async () => {
    sandbox.respondInTurn(found())
    expect(await adapter.readSale(details)).toMatchObject([
      { kind: 'verified', transaction: { storeTransactionId: id, environment: 'SANDBOX' } },
    ])
    expect(production.requests).toEqual([])
  })

  it('is nothing when that environment knows it no longer', async () => {
    production.respondInTurn(found({ environment: 'Production' }))
    expect(await adapter.readSale(details)).toEqual([])
  })

  it.each([{ transactionId: '1' }, { environment: 'Production' }, { bundleId: 'com.example.other' }])(
    'is not believed to be %j',
    async (changes) => {
      sandbox.respondInTurn(found(changes))
      await expect(adapter.readSale(details)).rejects.toBeInstanceOf(StoreUnavailableError)
    },
  )

  it.each(['', '{}', JSON.stringify({ transactionId: '1/..', environment: 'SANDBOX' })])(
    'is not looked for by %j',
    async (text) => {
      await expect(adapter.readSale(text)).rejects.toThrow('cannot be read')
      await expect(adapter.acknowledge({ ...sale, details: text })).rejects.toThrow('cannot be read')
      expect(sandbox.requests).toEqual([])
    },
  )

  it('cannot be given back by the developer', async () => {
    expect(await adapter.refund({ ...sale, storeOrderId: null })).toEqual({
      kind: 'rejected',
      reason: expect.stringMatching(/only the customer.*Apple decides/),
    })
  })

  it('cannot be read without a key, and then waits for nothing', async () => {
    await expect(keyless.readSale(details)).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(await keyless.acknowledge(sale)).toEqual({ kind: 'done' })
    expect([adapter.traits.needsAcknowledgement, keyless.traits.needsAcknowledgement]).toEqual([true, false])
    expect(keyless.sendConsumptionInfo).toBeNull()
    expect(sandbox.requests).toEqual([])
  })
})
