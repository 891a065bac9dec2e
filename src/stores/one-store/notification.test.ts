import { readFileSync } from 'node:fs'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import { formatMicros } from '../../platform/money.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { NotificationOutcome, StoreNotification } from '../contract/notification.ts'
import { settingsSchema } from './connection.ts'
import type { OneStoreSettings } from './connection.ts'
import { readOneStoreNotification } from './notification.ts'
import { parseSaleReference } from './sale-reference.ts'

const settings = settingsSchema.parse({ clientId: one.clientId, packageName: one.packageName })
const licenseKey = parseRsaPublicKey(one.licenseKey)

const options = (app: OneStoreSettings, key = licenseKey) =>
  ({ settings: app, licenseKey: key, config: { requiresNotificationSignature: false } }) as const

function read(body: string, changes: Partial<OneStoreSettings> = {}): NotificationOutcome {
  return readOneStoreNotification({ headers: {}, body }, options({ ...settings, ...changes }, licenseKey))
}

function readValid(body: string, changes: Partial<OneStoreSettings> = {}): StoreNotification {
  const outcome = read(body, changes)
  if (outcome.kind !== 'valid') throw new Error(JSON.stringify(outcome))
  return outcome.notification
}

/** A signed message whose text `JSON.stringify` would not produce. */
function signAsWritten(text: string): string {
  return text.replace(/\}$/, `,"signature":"${one.signText(text)}"}`)
}

describe('a payment message', () => {
  test('a payment message contains the sale and the fields that the API does not return', () => {
    const notification = readValid(one.notificationBody())
    expect(notification).toEqual({
      storeNotificationId: `${one.purchaseId}:COMPLETED`,
      type: 'PAYMENT_COMPLETED',
      sentAt: new Date(1756800000000),
      environment: 'PRODUCTION',
      sales: [
        {
          key: one.purchaseToken,
          details: expect.any(String),
          price: { amountMicros: 10_000_000_000n, currencyCode: 'KRW' },
          accountToken: one.accountToken,
        },
      ],
      subscriptions: [],
      refundReview: null,
    })
    expect(parseSaleReference(notification.sales[0]?.details ?? '')).toEqual({
      productId: one.productId,
      purchaseToken: one.purchaseToken,
      marketCode: 'MKT_ONE',
      environment: 'PRODUCTION',
      accountToken: one.accountToken,
      orderId: null,
    })
  })

  test('the message of a cancellation has another id and no time', () => {
    expect(readValid(one.notificationBody({ purchaseState: 'CANCELED' }))).toMatchObject({
      storeNotificationId: `${one.purchaseId}:CANCELED`,
      type: 'PAYMENT_CANCELED',
      sentAt: null,
      sales: [{ key: one.purchaseToken }],
    })
  })

  test('a message with an unknown state names its sale', () => {
    expect(readValid(one.notificationBody({ purchaseState: 'REFUNDED' }))).toMatchObject({
      type: 'PAYMENT_REFUNDED',
      sales: [{ key: one.purchaseToken }],
    })
  })

  test.each([
    ['without a purchase token, as in version 2', { purchaseToken: undefined }],
    ['with a token that contains a slash', { purchaseToken: 'a/b' }],
    ['without a product', { productId: null }],
  ])('a message %s names no sale', (_title, changes) => {
    expect(readValid(one.notificationBody(changes)).sales).toEqual([])
  })

  test('a payload that is not a UUID gives no account token', () => {
    const [sale] = readValid(one.notificationBody({ developerPayload: 'OS_000211234' })).sales
    expect(sale?.accountToken).toBeNull()
  })

  test('a message that another implementation signed is read', () => {
    const file = new URL('../../../test/fixtures/one-store/notification-by-openssl.json', import.meta.url)
    const { body, licenseKey: key } = z
      .object({ body: z.string(), licenseKey: z.string() })
      .parse(JSON.parse(readFileSync(file, 'utf8')))
    const outcome = readOneStoreNotification({ headers: {}, body }, options(settings, parseRsaPublicKey(key)))
    expect(outcome).toMatchObject({
      kind: 'valid',
      notification: {
        storeNotificationId: 'SANDBOX3000000004564:COMPLETED',
        environment: 'SANDBOX',
        sales: [{ price: { amountMicros: 10_000_500_000n, currencyCode: 'KRW' } }],
      },
    })
    expect(read(body).kind).toBe('invalid_signature')
  })
})

describe('a price', () => {
  test('every price is exact in micros', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999_999n }), (amountMicros) => {
        const body = one.notificationBody({ price: formatMicros(amountMicros), priceCurrencyCode: 'USD' })
        expect(readValid(body).sales[0]?.price).toEqual({ amountMicros, currencyCode: 'USD' })
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    { price: '1.0000001' },
    { price: '-1' },
    { price: '1e3' },
    { price: '1,000' },
    { price: '' },
    { price: 1000 },
    { price: undefined },
    { priceCurrencyCode: 'won' },
    { priceCurrencyCode: undefined },
  ])('the malformed price %j is absent', (changes) => {
    expect(readValid(one.notificationBody(changes)).sales[0]?.price).toBeNull()
  })
})

describe('the app', () => {
  test.each([
    ['valid', {}, {}],
    ['wrong_recipient', { clientId: '0000000007' }, {}],
    ['wrong_recipient', { clientId: undefined, packageName: one.packageName }, {}],
    ['valid', { msgVersion: '4.0.0' }, {}],
    ['valid', { msgVersion: '3.0.0', clientId: undefined, packageName: one.packageName }, {}],
    ['wrong_recipient', { msgVersion: '3.0.0', clientId: undefined, packageName: 'com.example.other' }, {}],
    ['wrong_recipient', { msgVersion: '3.0.0' }, {}],
    ['wrong_recipient', { msgVersion: '3.1.0', clientId: '1' }, { packageName: undefined }],
  ])('the member that identifies the app depends on the version: %s for %j', (kind, changes, connection) => {
    expect(read(one.notificationBody(changes), connection as Partial<OneStoreSettings>).kind).toBe(kind)
  })

  test('an old app without a client id is identified by its package name', () => {
    const body = one.notificationBody({ msgVersion: '2.0.0', clientId: undefined, packageName: 'com.a.b' })
    const { packageName: _, ...withoutName } = settings
    const oldApp = { ...withoutName, clientId: 'com.a.b' }
    expect(readOneStoreNotification({ headers: {}, body }, options(oldApp)).kind).toBe('valid')
    expect(() => readOneStoreNotification({ headers: {}, body }, options(withoutName))).toThrow(
      StoreMisconfiguredError,
    )
  })
})

describe('the environment', () => {
  test.each([
    ['PRODUCTION', { environment: 'COMMERCIAL', msgVersion: '3.1.0' }],
    ['PRODUCTION', { environment: undefined, msgVersion: '3.1.0' }],
    ['SANDBOX', { environment: undefined, msgVersion: '3.1.0D' }],
    ['SANDBOX', { environment: 'SANDBOX', msgVersion: '3.1.0' }],
    ['SANDBOX', { environment: 'COMMERCIAL', msgVersion: '3.1.0D' }],
  ])('the environment is %s for %j and must be one of the connection', (environment, changes) => {
    const body = one.notificationBody(changes)
    const notification = readValid(body)
    expect(notification.environment).toBe(environment)
    expect(parseSaleReference(notification.sales[0]?.details ?? '').environment).toBe(environment)
    const other = environment === 'SANDBOX' ? 'PRODUCTION' : 'SANDBOX'
    expect(read(body, { environments: [other] }).kind).toBe('wrong_recipient')
  })
})

describe('the market', () => {
  test.each([
    ['MKT_GLB', 'MKT_GLB'],
    ['MKT_ONE', undefined],
  ])('the market is %s for %j', (market, marketCode) => {
    const [sale] = readValid(one.notificationBody({ marketCode })).sales
    expect(parseSaleReference(sale?.details ?? '').marketCode).toBe(market)
  })
})

describe('a message of another type', () => {
  const body = one.notificationBody({ messageType: 'SUBSCRIPTION_STATE_TRANSACTION' })

  test('a message of another type is valid and names no sale', () => {
    expect(readValid(body)).toEqual({
      storeNotificationId: expect.stringMatching(/^SUBSCRIPTION_STATE_TRANSACTION:[\da-f]{64}$/),
      type: 'SUBSCRIPTION_STATE_TRANSACTION',
      sentAt: null,
      environment: 'PRODUCTION',
      sales: [],
      subscriptions: [],
      refundReview: null,
    })
  })

  test('a repeated message has the same id, and one with other content another', () => {
    const { storeNotificationId } = readValid(body)
    const { signature, ...rest } = z.looseObject({ signature: z.string() }).parse(JSON.parse(body))
    const repeated = JSON.stringify({ signature, ...rest }, null, 2)
    expect(readValid(repeated).storeNotificationId).toBe(storeNotificationId)
    const other = one.notificationBody({ messageType: 'SUBSCRIPTION_STATE_TRANSACTION', price: '1' })
    expect(readValid(other).storeNotificationId).not.toBe(storeNotificationId)
  })
})

describe('a rejected message', () => {
  const { signature, ...message } = z
    .looseObject({ signature: z.string() })
    .parse(JSON.parse(one.notificationBody()))

  test.each([
    ['without a signature', message],
    ['with a signature that is not a string', { ...message, signature: 1 }],
    ['with an empty signature', { ...message, signature: '' }],
    ['with a signature of another text', { ...message, signature: one.signText('{}') }],
    ['with a signature with other padding', { ...message, signature: `${signature}=` }],
    ['with an additional member', { ...message, signature, extra: 1 }],
    ['in another order', { signature, ...Object.fromEntries(Object.entries(message).toReversed()) }],
  ])('the signature is invalid: %s', (_title, received) => {
    expect(read(JSON.stringify(received)).kind).toBe('invalid_signature')
  })

  const text = JSON.stringify(message)

  test.each([
    ['a text that is not JSON', '<html>'],
    ['an empty body', ''],
    ['an array', '[]'],
    ['a body that is too large', one.notificationBody({ productName: 'x'.repeat(70_000) })],
    ['a duplicate member, signed', signAsWritten(text.replace('{', '{"clientId":"0000000007",'))],
    ['a name that looks like an array index, signed', signAsWritten(text.replace('{', '{"7":"x",'))],
    ['a number in exponential notation, signed', signAsWritten(text.replace('1756800000000', '1.7568e12'))],
    ['an unknown market', one.notificationBody({ marketCode: 'MKT_TWO' })],
    ['an unknown environment', one.notificationBody({ environment: 'TEST' })],
    ['a malformed version', one.notificationBody({ msgVersion: 'latest' })],
    ['a payment without its id', one.notificationBody({ purchaseId: undefined })],
    ['a payment without its state', one.notificationBody({ purchaseState: undefined })],
  ])('the message is malformed: %s', (_title, body) => {
    expect(read(body).kind).toBe('malformed')
  })

  test('a missing license key is a misconfiguration', () => {
    const request = { headers: {}, body: one.notificationBody() }
    expect(() => readOneStoreNotification(request, options(settings, null))).toThrow(StoreMisconfiguredError)
  })

  test('the reason contains nothing of the message', () => {
    for (const body of [
      text,
      '{',
      one.notificationBody({ clientId: '7' }),
      one.notificationBody({ marketCode: '7' }),
    ]) {
      const outcome = read(body)
      expect(JSON.stringify(outcome)).not.toContain(one.purchaseToken)
      expect(outcome).toMatchObject({ reason: expect.stringMatching(/^[A-Z].*\.$/) })
    }
  })
})
