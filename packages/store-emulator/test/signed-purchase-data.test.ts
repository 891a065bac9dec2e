import { spawnSync } from 'node:child_process'
import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createPurchase, coinsProductId } from './emulator-client.ts'

let emulator: Emulator
let directory: string

beforeAll(async () => {
  emulator = await startEmulator()
  directory = mkdtempSync(join(tmpdir(), 'signed-data-'))
})
afterAll(async () => {
  await emulator.close()
  rmSync(directory, { recursive: true })
})

type SignedPurchase = { purchaseToken: string; originalJson: string; signature: string }
type Store = 'GOOGLE_PLAY' | 'ONE_STORE'

async function buySignedData(store: Store, input: object = {}): Promise<SignedPurchase> {
  const { receipt } = await createPurchase(emulator, { store, accountToken: 'Account-7', ...input })
  const signed = store === 'GOOGLE_PLAY' ? receipt?.googlePlay : receipt?.oneStore
  if (signed === undefined) throw new Error('no receipt')
  return signed
}

function licenseKey(store: Store): Buffer {
  const { googlePlay, oneStore } = emulator.credentials
  return Buffer.from((store === 'GOOGLE_PLAY' ? googlePlay : oneStore).licenseKey, 'base64')
}

const digests = { GOOGLE_PLAY: 'sha1', ONE_STORE: 'sha512' } as const

function hasValidSignature(store: Store, { originalJson, signature }: SignedPurchase): boolean {
  const key = createPublicKey({ key: licenseKey(store), format: 'der', type: 'spki' })
  return verify(digests[store], Buffer.from(originalJson), key, Buffer.from(signature, 'base64'))
}

/** A second implementation of the check: OpenSSL's command line. */
function isAcceptedByOpenSsl(store: Store, { originalJson, signature }: SignedPurchase): boolean {
  const file = (name: string, content: string | Buffer): string => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }
  const key = file('key.der', licenseKey(store))
  const data = file('data.json', originalJson)
  const proof = file('signature', Buffer.from(signature, 'base64'))
  const check = ['dgst', `-${digests[store]}`, '-keyform', 'DER', '-verify', key, '-signature', proof, data]
  return spawnSync('openssl', check).status === 0
}

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'the signature of %s covers the exact bytes of the purchase data, as OpenSSL confirms',
  async (store) => {
    const signed = await buySignedData(store)
    expect(hasValidSignature(store, signed)).toBe(true)
    expect(isAcceptedByOpenSsl(store, signed)).toBe(true)
    const altered = { ...signed, originalJson: `${signed.originalJson} ` }
    expect(hasValidSignature(store, altered)).toBe(false)
    expect(isAcceptedByOpenSsl(store, altered)).toBe(false)
  },
)

test('the purchase data contains the product, the account and the app', async () => {
  const google = await buySignedData('GOOGLE_PLAY', { quantity: 2 })
  expect(JSON.parse(google.originalJson)).toEqual({
    orderId: expect.stringMatching(/^GPA\./),
    packageName: 'com.example.arcade',
    productId: coinsProductId,
    purchaseTime: expect.any(Number),
    purchaseState: 0,
    purchaseToken: google.purchaseToken,
    obfuscatedAccountId: 'Account-7',
    quantity: 2,
    acknowledged: false,
  })
  const oneStore = await buySignedData('ONE_STORE')
  expect(JSON.parse(oneStore.originalJson)).toEqual({
    orderId: expect.any(String),
    packageName: 'com.example.arcade',
    productId: coinsProductId,
    purchaseTime: expect.any(Number),
    purchaseId: expect.stringMatching(/^\d{20}$/),
    purchaseToken: oneStore.purchaseToken,
    developerPayload: 'Account-7',
    purchaseState: 0,
    recurringState: -1,
    quantity: 1,
    acknowledgeState: 0,
  })
})

test.each(
  (['GOOGLE_PLAY', 'ONE_STORE'] as const).flatMap((store) =>
    [
      'TAMPERED_DATA',
      'TAMPERED_SIGNATURE',
      'OTHER_KEY',
      'OTHER_DIGEST',
      'REFORMATTED_JSON',
      'EMPTY_SIGNATURE',
    ].map((tamper) => [store, tamper] as const),
  ),
)('the signature of %s data with tamper mode %s does not verify', async (store, tamper) => {
  expect(hasValidSignature(store, await buySignedData(store, { tamper }))).toBe(false)
})

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'the signature of %s data with tamper mode OTHER_PACKAGE verifies, but the app is another one',
  async (store) => {
    const signed = await buySignedData(store, { tamper: 'OTHER_PACKAGE' })
    expect(hasValidSignature(store, signed)).toBe(true)
    expect(JSON.parse(signed.originalJson)).toMatchObject({ packageName: 'com.example.other' })
  },
)
