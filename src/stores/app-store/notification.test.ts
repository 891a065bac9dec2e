import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import type { NotificationOutcome } from '../contract/notification.ts'
import { settingsSchema } from './connection.ts'
import { readNotification } from './notification.ts'
import { createSignedDataVerifier } from './signed-data.ts'

type Fields = Readonly<Record<string, unknown>>

const bundleId = 'com.example.arcade'
const appAppleId = 1_234_567_890
const storeNotificationId = '002e14d5-51f5-4503-b5a8-c3a1af68eb20'
const signedDate = Date.now()
const details = '{"transactionId":"2000000912345678","environment":"SANDBOX"}'
const sale = { key: '2000000912345678', details, price: null, accountToken: null }

let authority: TestAuthority
let otherAuthority: TestAuthority

beforeAll(async () => {
  authority = await createTestAuthority()
  otherAuthority = await createTestAuthority()
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

function createPayload(data: Fields | undefined, fields: Fields = {}): Fields {
  const base = {
    notificationType: 'REFUND',
    notificationUUID: storeNotificationId,
    version: '2.0',
    signedDate,
  }
  return { ...base, ...(data === undefined ? {} : { data: { ...sandboxApp, ...data } }), ...fields }
}

const sandboxApp = { bundleId, environment: 'Sandbox' }
const transactionInfo = (changes: Fields = {}, by = authority): Fields => ({
  signedTransactionInfo: by.sign(sampleTransaction({ ...changes })),
})
const renewalInfo = (changes: Fields = {}, by = authority): Fields => ({
  signedRenewalInfo: by.sign({ environment: 'Sandbox', signedDate, autoRenewStatus: 1, ...changes }),
})

describe('a valid notification', () => {
  test('a notification about a transaction names the sale and the time of the signature', async () => {
    expect(await read(createPayload(transactionInfo()))).toEqual({
      kind: 'valid',
      notification: {
        storeNotificationId,
        type: 'REFUND',
        sentAt: new Date(signedDate),
        environment: 'SANDBOX',
        sales: [sale],
        subscriptions: [],
        refundReview: null,
      },
    })
  })

  test('the type contains the subtype, and long texts are truncated', async () => {
    const payload = createPayload(transactionInfo(), {
      notificationType: 'SUBSCRIBED',
      subtype: 'INITIAL_BUY',
      notificationUUID: 'u'.repeat(300),
    })
    const outcome = await read(payload)
    expect(outcome).toMatchObject({
      notification: { type: 'SUBSCRIBED.INITIAL_BUY', storeNotificationId: 'u'.repeat(200) },
    })
    expect(await read(createPayload({}, { notificationType: 'N'.repeat(300) }))).toMatchObject({
      notification: { type: 'N'.repeat(100) },
    })
  })

  test('the renewal information of a subscription is verified too', async () => {
    const payload = createPayload(
      { ...transactionInfo(), ...renewalInfo() },
      { notificationType: 'DID_RENEW' },
    )
    expect(await read(payload)).toMatchObject({ kind: 'valid', notification: { sales: [sale] } })
  })

  test.each([
    ['Consumable', false, [sale]],
    ['Auto-Renewable Subscription', true, []],
  ])('a consumption request for a %s contains what the answer needs', async (type, autoRenewable, sales) => {
    const payload = createPayload(transactionInfo({ type }), { notificationType: 'CONSUMPTION_REQUEST' })
    const transactionId = '2000000912345678'
    expect(await read(payload)).toMatchObject({
      notification: {
        sales,
        refundReview: {
          key: storeNotificationId,
          request: JSON.stringify({ transactionId, environment: 'SANDBOX', autoRenewable }),
          storeOrderId: null,
          storeTransactionId: transactionId,
          reason: null,
          answerWithinMs: 12 * 60 * 60_000,
          consentRequired: true,
        },
      },
    })
  })

  test.each(['TEST', 'RENEWAL_EXTENSION', 'FUTURE_TYPE'])(
    'a %s notification names no sale',
    async (notificationType) => {
      expect(await read(createPayload({}, { notificationType }))).toMatchObject({
        kind: 'valid',
        notification: { type: notificationType, sales: [], refundReview: null },
      })
    },
  )

  test('a notification of an unknown type names its sale', async () => {
    const payload = createPayload(transactionInfo(), { notificationType: 'FUTURE_TYPE' })
    const sales: unknown = [expect.objectContaining({ price: null, accountToken: null })]
    expect(await read(payload)).toMatchObject({
      kind: 'valid',
      notification: { type: 'FUTURE_TYPE', sales },
    })
  })

  test.each([
    [{ summary: sandboxApp }, 'SANDBOX'],
    [{ appData: sandboxApp }, 'SANDBOX'],
    [{ externalPurchaseToken: { bundleId, externalPurchaseId: 'SANDBOX_1' } }, 'SANDBOX'],
    [{ externalPurchaseToken: { bundleId, appAppleId, externalPurchaseId: '1' } }, 'PRODUCTION'],
  ])('a notification with %j is from %s', async (fields, environment) => {
    expect(await read(createPayload(undefined, fields))).toMatchObject({ notification: { environment } })
  })

  test('a notification without a date has none', async () => {
    expect(await read(createPayload({}, { signedDate: undefined }))).toMatchObject({
      notification: { sentAt: null },
    })
  })

  test('a notification may be larger than a transaction, up to a limit', async () => {
    const padded = (size: number): Fields =>
      createPayload({}, { notificationType: 'TEST', padding: 'x'.repeat(size) })
    expect(await read(padded(100_000))).toMatchObject({ kind: 'valid' })
    expect(await read(padded(300_000))).toMatchObject({ kind: 'malformed' })
  })
})

describe('a notification for another recipient', () => {
  test.each([
    [{ bundleId: 'com.example.other' }, {}],
    [{ bundleId: undefined }, {}],
    [{ environment: 'Production' }, {}],
    [{ environment: 'Production', appAppleId: 1 }, {}],
    [{ environment: 'Production', appAppleId }, { environments: ['SANDBOX'] }],
    [{}, { environments: ['PRODUCTION'] }],
    [{ environment: undefined }, {}],
  ])('a notification with %j is not for the connection with %j', async (data, input) => {
    expect(await read(createPayload(data), input)).toMatchObject({ kind: 'wrong_recipient' })
  })

  test('a notification that names no app has another recipient', async () => {
    expect(await read(createPayload(undefined))).toMatchObject({ kind: 'wrong_recipient' })
  })

  test('the Apple ID is ignored when the connection has none', async () => {
    const data = { environment: 'Production', appAppleId: 1 }
    expect(await read(createPayload(data), { appAppleId: undefined })).toMatchObject({ kind: 'valid' })
  })
})

describe('a notification with an invalid signature', () => {
  test.each(['Xcode', 'LocalTesting'])('a notification of %s is rejected', async (environment) => {
    expect(await read(createPayload({ environment }))).toMatchObject({ kind: 'invalid_signature' })
  })

  test('a notification that another authority signed is rejected', async () => {
    const signedPayload = otherAuthority.sign(createPayload(transactionInfo()))
    expect(await readBody(JSON.stringify({ signedPayload }))).toMatchObject({ kind: 'invalid_signature' })
  })

  test.each(['signedTransactionInfo', 'signedRenewalInfo'])(
    'a notification whose %s another authority signed is rejected',
    async (field) => {
      const parts = { ...transactionInfo(), ...renewalInfo() }
      const foreignParts = { ...transactionInfo({}, otherAuthority), ...renewalInfo({}, otherAuthority) }
      expect(await read(createPayload(parts))).toMatchObject({ kind: 'valid' })
      expect(await read(createPayload({ ...parts, [field]: foreignParts[field] }))).toMatchObject({
        kind: 'invalid_signature',
        reason: expect.stringContaining(field),
      })
    },
  )

  test.each([
    transactionInfo.bind(null, { bundleId: 'com.example.other' }),
    transactionInfo.bind(null, { bundleId: undefined }),
    transactionInfo.bind(null, { environment: 'Production' }),
    transactionInfo.bind(null, { environment: 'Xcode' }),
    renewalInfo.bind(null, { bundleId: 'com.example.other' }),
    renewalInfo.bind(null, { environment: 'Production' }),
    renewalInfo.bind(null, { environment: undefined }),
    (): Fields => ({ signedTransactionInfo: 'a.b.c' }),
  ])('a notification with a text for another app or environment is rejected (%#)', async (data) => {
    expect(await read(createPayload(data()))).toMatchObject({ kind: 'invalid_signature' })
  })
})

describe('a malformed notification', () => {
  test.each(['', 'text', 'null', '[]', '{}', '{"signedPayload":1}', '{"notification_type":"REFUND"}'])(
    'the body %j is malformed',
    async (body) => {
      expect(await readBody(body)).toMatchObject({ kind: 'malformed' })
    },
  )

  test('a validly signed text that is not a notification is malformed', async () => {
    expect(await read(sampleTransaction())).toEqual({
      kind: 'malformed',
      reason: expect.stringContaining('notificationType, notificationUUID'),
    })
    expect(await read(createPayload(transactionInfo({ transactionId: '1/../2' })))).toMatchObject({
      kind: 'malformed',
    })
  })
})

describe('property: a body', () => {
  test('a body that the App Store did not sign is never valid', async () => {
    const payloads = fc.string().map((signedPayload) => JSON.stringify({ signedPayload }))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), payloads), async (body) => {
        expect(['malformed', 'invalid_signature']).toContain((await readBody(body)).kind)
      }),
    )
  })
})

describe("Apple's own test notification", () => {
  test('the test notification is valid for the app that it names', async () => {
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
