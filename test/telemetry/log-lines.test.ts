import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLog } from '../../src/platform/log.ts'
import { eventually } from '../support/eventually.ts'
import { appKeyHeaders } from '../support/graphql-client.ts'
import type { EmulatedStore } from '../support/emulator-control.ts'
import type { Faults } from '../support/faults.ts'
import { buyItem, buyUnverified, createBuyer, toConsumeInput } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string; readonly requestId?: string }

const test = serverTest
  .extend('logPath', { scope: 'file' }, ({ temporaryFolder }) => join(temporaryFolder, 'log'))
  .extend('serverOptions', { scope: 'file' }, ({ logPath }, { onCleanup }) => {
    const file = openSync(logPath, 'w')
    onCleanup(() => closeSync(file))
    return { notifications: true, log: createLog('debug', file) }
  })
  .extend(
    'readLines',
    { scope: 'file' },
    ({ logPath }) =>
      (): LogLine[] =>
        readFileSync(logPath, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as LogLine),
  )

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const

/** Makes every call to a store fail while it runs. */
async function whileStoreFails(
  faults: Faults,
  store: EmulatedStore,
  run: () => Promise<unknown>,
): Promise<void> {
  await faults.inject({ store, status: 500 })
  await run()
  await faults.clear()
}

/** The line of a job, with the ids that the API shows. */
const acknowledgementLine: unknown = expect.objectContaining({
  msg: 'could not acknowledge a payment',
  task: 'acknowledge_payment',
  appId: expect.stringMatching(/^app_/),
  paymentId: expect.stringMatching(/^pay_/),
})

test('no line of the log contains the UUID of a record, a receipt or a purchase token', async ({
  server,
  admin,
  faults,
  logPath,
  readLines,
}) => {
  const secrets: string[] = [server.project.serverKey]
  const payments: string[] = []
  for (const store of stores) {
    const buyer = await createBuyer(server, { userId: 'tester', as: 'server' })
    const { purchase, storePurchase } = await buyUnverified(buyer, { store })
    await whileStoreFails(faults, store, () =>
      buyer.client.mutate('verifyPurchase', {
        purchaseId: purchase.id,
        userId: buyer.userId,
        receipt: storePurchase.receipt,
      }),
    )
    const { payment } = await buyItem(buyer, { store })
    secrets.push(payment.purchaseToken ?? '', purchase.accountToken)
    await faults.inject({ store, status: 500 })
    await admin.mutate('consumePayment', toConsumeInput(payment))
    payments.push(payment.id)
  }
  await eventually(() => expect(readLines()).toContainEqual(acknowledgementLine), { timeoutMs: 20_000 })
  await faults.clear()
  for (const paymentId of payments) {
    await admin.mutate('correctPayment', { paymentId, status: 'REFUNDED', reason: 'a test' })
  }
  const url = `${server.instance.url}/notifications/google-play/${server.project.appKey}`
  await fetch(url, { method: 'POST', body: '{"message":{}}' })
  const messages = readLines().map(({ msg }) => msg)
  expect(messages).toContain('store unavailable')
  expect(messages).toContain('notification rejected')
  const text = readFileSync(logPath, 'utf8')
  for (const secret of secrets) expect(text).not.toContain(secret)
  const uuids = Array.from(
    text.matchAll(/.{60}[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}.{20}/gi),
    ([found]) => found,
  )
  expect(uuids).toEqual([])
})

test('the lines of a request have its id, which its response has too', async ({ server, readLines }) => {
  const url = `${server.instance.url}/notifications/google-play/${server.project.appKey}`
  const send = async (headers: Record<string, string>) => {
    const response = await fetch(url, { method: 'POST', body: '{"message":{}}', headers })
    return response.headers.get('x-request-id') ?? ''
  }
  const requestIds = [await send({}), await send({ 'x-request-id': 'caller.id_1-a' })]
  expect(requestIds).toEqual([expect.stringMatching(/^req_[0-9a-z]{24}$/), 'caller.id_1-a'])
  const rejections = readLines().filter(({ msg }) => msg === 'notification rejected')
  expect(rejections.slice(-2).map(({ requestId }) => requestId)).toEqual(requestIds)
})

test('a line of a job names no request', ({ readLines }) => {
  const lines = readLines().filter(({ task }) => task !== undefined)
  expect(lines.filter(({ requestId }) => requestId !== undefined)).toEqual([])
})

test('an error names the request, also one about a body that was not read', async ({ server }) => {
  const send = async (body: string, requestId: string) => {
    const headers = {
      'content-type': 'application/json',
      'x-request-id': requestId,
      ...appKeyHeaders(server.project),
    }
    const response = await fetch(server.graphqlUrl, { method: 'POST', headers, body })
    const { errors } = (await response.json()) as { errors: { extensions: { requestId: string } }[] }
    return errors.map(({ extensions }) => extensions.requestId)
  }
  expect(await send('{', 'invalid-json')).toEqual(['invalid-json'])
  expect(await send(JSON.stringify({ query: '{ unknown }' }), 'invalid-query')).toEqual(['invalid-query'])
})

test.for([
  ['a line break', 'id-1234%0aX'],
  ['spaces', 'id 1234 5678'],
  ['too many characters', 'a'.repeat(65)],
  ['too few characters', 'short'],
  ['quotes', '"id12345"'],
])('an x-request-id with %s is replaced', async ([, given], { server }) => {
  const response = await fetch(`${server.instance.url}/healthz`, { headers: { 'x-request-id': given } })
  expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-z]{24}$/)
})

test('text of a caller cannot add a line, or anything that a terminal obeys', async ({
  server,
  logPath,
  readLines,
}) => {
  const attack = 'x\r\n{"level":60,"msg":"forged"}\u001b[2J\u009b31m\u2028\u202e'
  const before = readLines().length
  const log = server.instance.services.log
  log.error({ reason: attack, [attack]: attack, error: new Error(attack) }, attack)
  const added = readLines().slice(before)
  expect(added.filter(({ msg }) => msg === 'forged')).toEqual([])
  expect(added.at(-1)).toMatchObject({ msg: attack, reason: attack })
  expect(readFileSync(logPath, 'utf8')).not.toMatch(/[^\P{Cc}\n]|[\u2028-\u202e]/u)
})
