import { X509Certificate } from 'node:crypto'
import { Environment, VerificationStatus } from '@apple/app-store-server-library'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, createAppleVerifier } from './apple-client.ts'
import { createAppStorePurchase, callPurchaseAction, sendRequest } from './emulator-client.ts'

/** DER of 1.2.840.113635.100.6, under which Apple's marker extensions are. */
const markerPrefix = Buffer.from('2a864886f7636406', 'hex')

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

function chainOf(jws: string): [leaf: X509Certificate, intermediate: X509Certificate, root: X509Certificate] {
  const [leaf = '', intermediate = '', root = ''] = decodeProtectedHeader(jws).x5c ?? []
  const read = (certificate: string): X509Certificate =>
    new X509Certificate(Buffer.from(certificate, 'base64'))
  return [read(leaf), read(intermediate), read(root)]
}

describe("Apple's verifier", () => {
  test.each(['CONSUMABLE', 'NON_CONSUMABLE', 'AUTO_RENEWABLE'])(
    'the verifier accepts a genuine %s in both environments',
    async (productType) => {
      const production = await createAppStorePurchase(emulator, { productType })
      await expect(
        createAppleVerifier(emulator).verifyAndDecodeTransaction(production.jws),
      ).resolves.toMatchObject({
        transactionId: production.transactionId,
      })
      const sandbox = await createAppStorePurchase(emulator, { productType, environment: 'SANDBOX' })
      await expect(
        createAppleVerifier(emulator, Environment.SANDBOX).verifyAndDecodeTransaction(sandbox.jws),
      ).resolves.toMatchObject({
        transactionId: sandbox.transactionId,
      })
    },
  )

  test('the verifier rejects a genuine transaction of the other environment or of another app', async () => {
    const sandbox = await createAppStorePurchase(emulator, { environment: 'SANDBOX' })
    await expect(createAppleVerifier(emulator).verifyAndDecodeTransaction(sandbox.jws)).rejects.toMatchObject(
      {
        status: VerificationStatus.INVALID_ENVIRONMENT,
      },
    )
    const other = await createAppStorePurchase(emulator, { bundleId: 'com.example.other' })
    await expect(createAppleVerifier(emulator).verifyAndDecodeTransaction(other.jws)).rejects.toMatchObject({
      status: VerificationStatus.INVALID_APP_IDENTIFIER,
    })
  })

  test.each([
    ['TAMPERED_PAYLOAD', VerificationStatus.VERIFICATION_FAILURE],
    ['TAMPERED_SIGNATURE', VerificationStatus.VERIFICATION_FAILURE],
    ['OTHER_ROOT', VerificationStatus.VERIFICATION_FAILURE],
    // Too short or long a chain is reported so: the library wraps its own INVALID_CHAIN_LENGTH.
    ['SHORT_CHAIN', VerificationStatus.INVALID_CERTIFICATE],
    ['LONG_CHAIN', VerificationStatus.INVALID_CERTIFICATE],
    ['REVERSED_CHAIN', VerificationStatus.VERIFICATION_FAILURE],
    ['NO_LEAF_MARKER', VerificationStatus.VERIFICATION_FAILURE],
    ['NO_INTERMEDIATE_MARKER', VerificationStatus.VERIFICATION_FAILURE],
    ['EXPIRED_CERTIFICATE', VerificationStatus.INVALID_CERTIFICATE],
    ['ALG_NONE', VerificationStatus.VERIFICATION_FAILURE],
    ['HS256', VerificationStatus.VERIFICATION_FAILURE],
  ])('the verifier rejects %s', async (tamper, status) => {
    const { jws } = await createAppStorePurchase(emulator, { tamper })
    await expect(createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)).rejects.toMatchObject({
      status,
    })
  })

  test.each(['MALLEABLE_SIGNATURE', 'CERTIFICATE_NEAR_EXPIRY', 'CRIT_HEADER', 'B64_HEADER'])(
    'the verifier accepts %s, so a server must check it itself',
    async (tamper) => {
      const { jws, transactionId } = await createAppStorePurchase(emulator, { tamper })
      await expect(createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)).resolves.toMatchObject({
        transactionId,
      })
    },
  )
})

test.each(['OTHER_ROOT', 'NO_LEAF_MARKER', 'NO_INTERMEDIATE_MARKER', 'EXPIRED_CERTIFICATE'])(
  '%s changes nothing else: each certificate signs the next, and the leaf signs the transaction',
  async (tamper) => {
    const { jws } = await createAppStorePurchase(emulator, { tamper })
    const [leaf, intermediate, root] = chainOf(jws)
    expect(root.verify(root.publicKey) && intermediate.verify(root.publicKey)).toBe(true)
    expect(leaf.verify(intermediate.publicKey)).toBe(true)
    await expect(compactVerify(jws, leaf.publicKey)).resolves.toHaveProperty('payload')
    const markers = [leaf, intermediate].map((certificate) => certificate.raw.includes(markerPrefix))
    expect(markers).toEqual([tamper !== 'NO_LEAF_MARKER', tamper !== 'NO_INTERMEDIATE_MARKER'])
    expect(Date.parse(leaf.validTo) > Date.now()).toBe(tamper !== 'EXPIRED_CERTIFICATE')
  },
)

test('a purchase with a malleable signature exists in the store', async () => {
  const { transactionId } = await createAppStorePurchase(emulator, { tamper: 'MALLEABLE_SIGNATURE' })
  await expect(createAppleClient(emulator).getTransactionInfo(transactionId)).resolves.toHaveProperty(
    'signedTransactionInfo',
  )
})

test('a transaction that is signed years ahead on the virtual clock still verifies', async () => {
  await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 9 * 365 * 86_400_000 })
  const { jws } = await createAppStorePurchase(emulator)
  await expect(createAppleVerifier(emulator).verifyAndDecodeTransaction(jws)).resolves.toHaveProperty(
    'transactionId',
  )
})

test('a refunded purchase still has a receipt', async () => {
  const { id } = await createAppStorePurchase(emulator)
  const { body } = await callPurchaseAction(emulator, id, 'refund')
  expect(body).toMatchObject({
    state: 'REFUNDED',
    refunded: true,
    receipt: { appStore: { signedTransaction: expect.any(String) } },
  })
})
