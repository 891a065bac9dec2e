import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
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

it('keys, purchases and the clock survive a restart', async () => {
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
  // Signed afresh, at another time.
  expect(await getPurchaseView(second, refunded.id)).toEqual({ ...before, receipt: expect.anything() })
  await expect(createAppleClient(second).getTransactionInfo(paid.transactionId)).resolves.toHaveProperty(
    'signedTransactionInfo',
  )
  await expect(createAppleVerifier(second).verifyAndDecodeTransaction(paid.jws)).resolves.toHaveProperty(
    'transactionId',
  )
  expect((await callPurchaseAction(second, pending.id, 'complete')).body).toMatchObject({ state: 'PAID' })
})

it('what nobody acknowledged is taken back also after a restart', async () => {
  const first = await start()
  const { id } = await createPurchase(first, { store: 'GOOGLE_PLAY' })
  const second = await start()
  await sendRequest(`${second.url}/control/clock`, 'POST', { advanceMs: 3 * 86_400_000 })
  expect(await getPurchaseView(second, id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
  expect(await getPurchaseView(await start(), id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
})

it('a change is on disk before it is answered', async () => {
  const emulator = await start()
  const { id } = await createPurchase(emulator, {})
  expect(readFileSync(journal(), 'utf8')).toContain(id)
})

it('the journal is compacted at start', async () => {
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

it('a torn last line loses only itself', async () => {
  const first = await start()
  const { id } = await createPurchase(first, {})
  await first.close()
  appendFileSync(journal(), '{"purchase":{"id":"emu_torn')
  const second = await start()
  expect(await getPurchaseView(second, id)).toMatchObject({ state: 'PAID' })
  const later = await createPurchase(second, {})
  expect(await getPurchaseView(await start(), later.id)).toMatchObject({ state: 'PAID' })
})

it.each([
  ['not JSON', 'nonsense\n{"clockOffsetMs":0}\n'],
  ['not ours', '{"purchase":{}}\n'],
])('refuses to start on a journal that is %s, naming the file', async (_what, content) => {
  writeFileSync(journal(), content)
  await expect(startEmulator({ dataDir })).rejects.toThrow(journal())
})

it('refuses to start on a broken key file, naming it', async () => {
  writeFileSync(join(dataDir, 'app-store.keys.json'), '{}')
  await expect(startEmulator({ dataDir })).rejects.toThrow('app-store.keys.json')
})

it('only the owner can read what it keeps', async () => {
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

it('deleted purchases stay deleted, and their numbers are not given again', async () => {
  const first = await start()
  const gone = await createAppStorePurchase(first)
  await first.reset()
  const second = await start()
  expect((await sendRequest(`${second.url}/control/purchases/${gone.id}`, 'GET')).status).toBe(404)
  expect((await createAppStorePurchase(second)).transactionId).not.toBe(gone.transactionId)
})
