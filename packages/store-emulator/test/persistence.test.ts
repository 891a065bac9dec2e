import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, createAppleVerifier } from './apple-client.ts'
import {
  createPurchase,
  createAppStorePurchase,
  callPurchaseAction,
  sendRequest,
  getPurchaseView,
} from './emulator-client.ts'

let dataDir: string
let running: Emulator | undefined

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-emulator-'))
})
afterEach(async () => {
  await running?.close()
  running = undefined
  rmSync(dataDir, { recursive: true })
})

async function start(): Promise<Emulator> {
  await running?.close()
  running = await startEmulator({ dataDir })
  return running
}

const journal = (): string => join(dataDir, 'purchases.jsonl')

test('keys, purchases and the clock survive a restart', async () => {
  const first = await start()
  await sendRequest(`${first.url}/control/clock`, 'POST', { advanceMs: 86_400_000 })
  const paid = await createAppStorePurchase(first, { accountToken: crypto.randomUUID() })
  const pending = await createPurchase(first, { store: 'TEST_STORE', outcome: 'PENDING' })
  const refunded = await createAppStorePurchase(first)
  await callPurchaseAction(first, refunded.id, 'refund')
  const before = await getPurchaseView(first, refunded.id)

  const second = await start()
  expect(second.credentials.appStore.rootCertificates).toEqual(first.credentials.appStore.rootCertificates)
  expect(second.credentials.appStore.privateKey).toBe(first.credentials.appStore.privateKey)
  expect(second.credentials.googlePlay.licenseKey).toBe(first.credentials.googlePlay.licenseKey)
  expect(second.credentials.oneStore.clientSecret).toBe(first.credentials.oneStore.clientSecret)
  expect(second.credentials.testStore.apiSecret).toBe(first.credentials.testStore.apiSecret)
  expect((await sendRequest(`${second.url}/control/clock`, 'GET')).body).toMatchObject({
    offsetMs: 86_400_000,
  })
  // The receipt is signed again with another time.
  expect(await getPurchaseView(second, refunded.id)).toEqual({ ...before, receipt: expect.anything() })
  await expect(createAppleClient(second).getTransactionInfo(paid.transactionId)).resolves.toHaveProperty(
    'signedTransactionInfo',
  )
  await expect(createAppleVerifier(second).verifyAndDecodeTransaction(paid.jws)).resolves.toHaveProperty(
    'transactionId',
  )
  expect((await callPurchaseAction(second, pending.id, 'complete')).body).toMatchObject({ state: 'PAID' })
})

test('an unacknowledged purchase is revoked also after a restart', async () => {
  const first = await start()
  const { id } = await createPurchase(first, { store: 'GOOGLE_PLAY' })
  const second = await start()
  await sendRequest(`${second.url}/control/clock`, 'POST', { advanceMs: 3 * 86_400_000 })
  expect(await getPurchaseView(second, id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
  expect(await getPurchaseView(await start(), id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
})

test('a change is on disk before the response is sent', async () => {
  const emulator = await start()
  const { id } = await createPurchase(emulator, {})
  expect(readFileSync(journal(), 'utf8')).toContain(id)
})

test('the journal is compacted at the start', async () => {
  const first = await start()
  const { id } = await createPurchase(first, {})
  for (let n = 0; n < 10; n += 1) {
    await callPurchaseAction(first, id, 'refund')
    await callPurchaseAction(first, id, 'reverse-refund')
  }
  const lines = (): number => readFileSync(journal(), 'utf8').trimEnd().split('\n').length
  expect(lines()).toBe(22)
  const second = await start()
  expect(lines()).toBe(2)
  expect(await getPurchaseView(second, id)).toMatchObject({ state: 'PAID' })
})

test('an incomplete last line of the journal is dropped', async () => {
  const first = await start()
  const { id } = await createPurchase(first, {})
  await first.close()
  appendFileSync(journal(), '{"purchase":{"id":"emu_incomplete')
  const second = await start()
  expect(await getPurchaseView(second, id)).toMatchObject({ state: 'PAID' })
  const later = await createPurchase(second, {})
  expect(await getPurchaseView(await start(), later.id)).toMatchObject({ state: 'PAID' })
})

test.each([
  ['not JSON', 'nonsense\n{"clockOffsetMs":0}\n'],
  ['of another format', '{"purchase":{}}\n'],
])('the start fails and names the file when the journal is %s', async (_description, content) => {
  writeFileSync(journal(), content)
  await expect(startEmulator({ dataDir })).rejects.toThrow(journal())
})

test('the start fails and names the file when a key file is invalid', async () => {
  writeFileSync(join(dataDir, 'app-store.keys.json'), '{}')
  await expect(startEmulator({ dataDir })).rejects.toThrow('app-store.keys.json')
})

test('only the owner can read the stored files', async () => {
  const emulator = await start()
  await createPurchase(emulator, {})
  for (const name of [
    'app-store.keys.json',
    'google-play.keys.json',
    'one-store.keys.json',
    'purchases.jsonl',
  ]) {
    expect(statSync(join(dataDir, name)).mode & 0o777, name).toBe(0o600)
  }
})

test('deleted purchases stay deleted, and their ids are not reused', async () => {
  const first = await start()
  const deleted = await createAppStorePurchase(first)
  await first.reset()
  const second = await start()
  expect((await sendRequest(`${second.url}/control/purchases/${deleted.id}`, 'GET')).status).toBe(404)
  expect((await createAppStorePurchase(second)).transactionId).not.toBe(deleted.transactionId)
})
