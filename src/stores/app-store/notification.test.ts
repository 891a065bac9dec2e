import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'

import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import type { NotificationOutcome } from '../contract/notification.ts'
import { settingsSchema } from './connection.ts'
import { readNotification } from './notification.ts'
import { createSignedDataVerifier } from './signed-data.ts'

type Fields = Readonly<Record<string, unknown>>

const bundleId = 'com.example.arcade'
const appAppleId = 1_234_567_890
const messageId = '002e14d5-51f5-4503-b5a8-c3a1af68eb20'
const signedDate = Date.now()
const details = '{"transactionId":"2000000912345678","environment":"SANDBOX"}'
const sale = { key: '2000000912345678', details, price: null, accountToken: null }

let authority: TestAuthority
let stranger: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority()
  stranger = await createTestAuthority()
})

async function readBody(body: string, input: Fields = {}): Promise<NotificationOutcome> {
  const verifier = createSignedDataVerifier({
    rootCertificates: [authority.rootDer],
    onlineChecks: false,
    timeoutMs: 1_000,
  })
  const settings = settingsSchema.parse({ bundleId, appAppleId, ...input })
  return await readNotification({ settings, verifier, maxNotificationBytes: 256 * 1024 }, body)
}

const read = (payload: unknown, input?: Fields): Promise<NotificationOutcome> =>
  readBody(JSON.stringify({ signedPayload: authority.sign(payload) }), input)

function about(data: Fields | undefined, fields: Fields = {}): Fields {
  const base = { notificationType: 'REFUND', notificationUUID: messageId, version: '2.0', signedDate }
  return { ...base, ...(data === undefined ? {} : { data: { ...sandboxApp, ...data } }), ...fields }
}

const sandboxApp = { bundleId, environment: 'Sandbox' }
const transactionInfo = (changes: Fields = {}, by = authority): Fields => ({
  signedTransactionInfo: by.sign(sampleTransaction({ ...changes })),
})
const renewalInfo = (changes: Fields = {}, by = authority): Fields => ({
  signedRenewalInfo: by.sign({ environment: 'Sandbox', signedDate, autoRenewStatus: 1, ...changes }),
})

describe('a notification', () => {
  it('about a transaction names the sale, and when the App Store signed it', async () => {
    expect(await read(about(transactionInfo()))).toEqual({
      kind: 'valid',
      notification: {
        messageId,
        type: 'REFUND',
        sentAt: new Date(signedDate),
        environment: 'SANDBOX',
        sales: [sale],
        refundRequest: null,
      },
    })
  })

  it('says its subtype too, and its texts are cut to what is kept', async () => {
    const payload = about(transactionInfo(), {
      notificationType: 'SUBSCRIBED',
      subtype: 'INITIAL_BUY',
      notificationUUID: 'u'.repeat(300),
    })
    const outcome = await read(payload)
    expect(outcome).toMatchObject({
      notification: { type: 'SUBSCRIBED.INITIAL_BUY', messageId: 'u'.repeat(200) },
    })
    expect(await read(about({}, { notificationType: 'N'.repeat(300) }))).toMatchObject({
      notification: { type: 'N'.repeat(100) },
    })
  })

  it('about a subscription carries renewal information, which is checked too', async () => {
    const payload = about({ ...transactionInfo(), ...renewalInfo() }, { notificationType: 'DID_RENEW' })
    expect(await read(payload)).toMatchObject({ kind: 'valid', notification: { sales: [sale] } })
  })

  it.each([
    ['Consumable', false],
    ['Auto-Renewable Subscription', true],
  ])('that asks what became of a %s says what the answer needs', async (type, autoRenewable) => {
    const payload = about(transactionInfo({ type }), { notificationType: 'CONSUMPTION_REQUEST' })
    expect(await read(payload)).toMatchObject({
      notification: {
        sales: [sale],
        refundRequest: JSON.stringify({
          transactionId: '2000000912345678',
          environment: 'SANDBOX',
          autoRenewable,
        }),
      },
    })
  })

  it.each(['TEST', 'RENEWAL_EXTENSION', 'INVENTED_LATER'])('%s names no sale', async (notificationType) => {
    expect(await read(about({}, { notificationType }))).toMatchObject({
      kind: 'valid',
      notification: { type: notificationType, sales: [], refundRequest: null },
    })
  })

  it('of a type that is not known yet names the sale that it carries all the same', async () => {
    const payload = about(transactionInfo(), { notificationType: 'INVENTED_LATER' })
    const sales: unknown = [expect.objectContaining({ price: null, accountToken: null })]
    expect(await read(payload)).toMatchObject({
      kind: 'valid',
      notification: { type: 'INVENTED_LATER', sales },
    })
  })

  it.each([
    [{ summary: sandboxApp }, 'SANDBOX'],
    [{ appData: sandboxApp }, 'SANDBOX'],
    [{ externalPurchaseToken: { bundleId, externalPurchaseId: 'SANDBOX_1' } }, 'SANDBOX'],
    [{ externalPurchaseToken: { bundleId, appAppleId, externalPurchaseId: '1' } }, 'PRODUCTION'],
  ])('with %j is of %s', async (fields, environment) => {
    expect(await read(about(undefined, fields))).toMatchObject({ notification: { environment } })
  })

  it('without a date is told without one', async () => {
    expect(await read(about({}, { signedDate: undefined }))).toMatchObject({ notification: { sentAt: null } })
  })

  it('larger than a transaction may be is taken, up to a limit', async () => {
    const padded = (size: number): Fields =>
      about({}, { notificationType: 'TEST', padding: 'x'.repeat(size) })
    expect(await read(padded(100_000))).toMatchObject({ kind: 'valid' })
    expect(await read(padded(300_000))).toMatchObject({ kind: 'malformed' })
  })
})

describe('a notification for somebody else', () => {
  it.each([
    [{ bundleId: 'com.example.other' }, {}],
    [{ bundleId: undefined }, {}],
    [{ environment: 'Production' }, {}],
    [{ environment: 'Production', appAppleId: 1 }, {}],
    [{ environment: 'Production', appAppleId }, { environments: ['SANDBOX'] }],
    [{}, { environments: ['PRODUCTION'] }],
    [{ environment: undefined }, {}],
  ])('%j is foreign to %j', async (data, input) => {
    expect(await read(about(data), input)).toMatchObject({ kind: 'wrong_recipient' })
  })

  it('that names no app at all is foreign', async () => {
    expect(await read(about(undefined))).toMatchObject({ kind: 'wrong_recipient' })
  })

  it('is not told by the Apple ID where the connection has none', async () => {
    const data = { environment: 'Production', appAppleId: 1 }
    expect(await read(about(data), { appAppleId: undefined })).toMatchObject({ kind: 'valid' })
  })
})

describe('a forged notification', () => {
  it.each(['Xcode', 'LocalTesting'])('is one of %s', async (environment) => {
    expect(await read(about({ environment }))).toMatchObject({ kind: 'invalid_signature' })
  })

  it('is signed by somebody else', async () => {
    const signedPayload = stranger.sign(about(transactionInfo()))
    expect(await readBody(JSON.stringify({ signedPayload }))).toMatchObject({ kind: 'invalid_signature' })
  })

  it.each(['signedTransactionInfo', 'signedRenewalInfo'])('holds a %s of somebody else', async (field) => {
    const parts = { ...transactionInfo(), ...renewalInfo() }
    const strange = { ...transactionInfo({}, stranger), ...renewalInfo({}, stranger) }
    expect(await read(about(parts))).toMatchObject({ kind: 'valid' })
    expect(await read(about({ ...parts, [field]: strange[field] }))).toMatchObject({
      kind: 'invalid_signature',
      reason: expect.stringContaining(field),
    })
  })

  it.each([
    transactionInfo.bind(null, { bundleId: 'com.example.other' }),
    transactionInfo.bind(null, { bundleId: undefined }),
    transactionInfo.bind(null, { environment: 'Production' }),
    transactionInfo.bind(null, { environment: 'Xcode' }),
    renewalInfo.bind(null, { bundleId: 'com.example.other' }),
    renewalInfo.bind(null, { environment: 'Production' }),
    renewalInfo.bind(null, { environment: undefined }),
    (): Fields => ({ signedTransactionInfo: 'a.b.c' }),
  ])('holds something of another app or environment (%#)', async (data) => {
    expect(await read(about(data()))).toMatchObject({ kind: 'invalid_signature' })
  })
})

describe('a malformed notification', () => {
  it.each(['', 'text', 'null', '[]', '{}', '{"signedPayload":1}', '{"notification_type":"REFUND"}'])(
    'is %j',
    async (body) => {
      expect(await readBody(body)).toMatchObject({ kind: 'malformed' })
    },
  )

  it('is one whose signature holds, but which says nothing, such as a transaction alone', async () => {
    expect(await read(sampleTransaction())).toEqual({
      kind: 'malformed',
      reason: expect.stringContaining('notificationType, notificationUUID'),
    })
    expect(await read(about(transactionInfo({ transactionId: '1/../2' })))).toMatchObject({
      kind: 'malformed',
    })
  })
})

describe('property: a body', () => {
  it('that the App Store did not sign is never authentic', async () => {
    const payloads = fc.string().map((signedPayload) => JSON.stringify({ signedPayload }))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), payloads), async (body) => {
        expect(['malformed', 'invalid_signature']).toContain((await readBody(body)).kind)
      }),
    )
  })
})

describe("Apple's own test notification", () => {
  it('is authentic for the app that it names', async () => {
    const fixture = (path: string): Buffer =>
      readFileSync(new URL(`../../../test/fixtures/app-store/${path}`, import.meta.url))
    const verifier = createSignedDataVerifier({
      rootCertificates: [fixture('certs/testCA.der')],
      onlineChecks: false,
      timeoutMs: 1_000,
    })
    const settings = settingsSchema.parse({ bundleId: 'com.example' })
    const signedPayload = fixture('mock_signed_data/testNotification').toString('utf8').trim()
    const parts = { settings, verifier, maxNotificationBytes: 256 * 1024 }
    expect(await readNotification(parts, JSON.stringify({ signedPayload }))).toMatchObject({
      kind: 'valid',
      notification: { type: 'TEST', environment: 'SANDBOX', sales: [] },
    })
  })
})
