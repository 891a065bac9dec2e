import { readFileSync } from 'node:fs'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import { formatMicros } from '../../platform/money.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { NotificationOutcome, StoreNotification } from '../contract/notification.ts'
import { settingsSchema } from './connection.ts'
import type { OneStoreSettings } from './connection.ts'
import { readPaymentNotification } from './notification.ts'
import { parseSaleReference } from './sale-reference.ts'

const settings = settingsSchema.parse({ clientId: one.clientId, packageName: one.packageName })
const licenseKey = parseRsaPublicKey(one.licenseKey)

function read(body: string, changes: Partial<OneStoreSettings> = {}): NotificationOutcome {
  return readPaymentNotification({ headers: {}, body }, { ...settings, ...changes }, licenseKey)
}

function readAuthentic(body: string, changes: Partial<OneStoreSettings> = {}): StoreNotification {
  const outcome = read(body, changes)
  if (outcome.kind !== 'valid') throw new Error(JSON.stringify(outcome))
  return outcome.notification
}

/** A message whose text JavaScript would not write: the signature is over `text` without white space. */
function signedAsWritten(text: string): string {
  return text.replace(/\}$/, `,"signature":"${one.signText(text)}"}`)
}

describe('the message of a payment', () => {
  it('names the sale, with what the API does not tell', () => {
    const notification = readAuthentic(one.notificationBody())
    expect(notification).toEqual({
      messageId: `${one.purchaseId}:COMPLETED`,
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
      refundRequest: null,
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

  it('that is canceled is another message, of no known time', () => {
    expect(readAuthentic(one.notificationBody({ purchaseState: 'CANCELED' }))).toMatchObject({
      messageId: `${one.purchaseId}:CANCELED`,
      type: 'PAYMENT_CANCELED',
      sentAt: null,
      sales: [{ key: one.purchaseToken }],
    })
  })

  it('in a state that is not known yet is read back all the same', () => {
    expect(readAuthentic(one.notificationBody({ purchaseState: 'REFUNDED' }))).toMatchObject({
      type: 'PAYMENT_REFUNDED',
      sales: [{ key: one.purchaseToken }],
    })
  })

  it.each([
    ['without a purchase token, as in version 2', { purchaseToken: undefined }],
    ['with a token that ONE store cannot be asked about', { purchaseToken: 'a/b' }],
    ['without a product', { productId: null }],
  ])('%s names no sale', (_title, changes) => {
    expect(readAuthentic(one.notificationBody(changes)).sales).toEqual([])
  })

  it('has no account token where the payload is of the app’s own', () => {
    const [sale] = readAuthentic(one.notificationBody({ developerPayload: 'OS_000211234' })).sales
    expect(sale?.accountToken).toBeNull()
  })

  it('is read as another implementation signed it', () => {
    const file = new URL('../../../test/fixtures/one-store/notification-by-openssl.json', import.meta.url)
    const { body, licenseKey: key } = z
      .object({ body: z.string(), licenseKey: z.string() })
      .parse(JSON.parse(readFileSync(file, 'utf8')))
    const outcome = readPaymentNotification({ headers: {}, body }, settings, parseRsaPublicKey(key))
    expect(outcome).toMatchObject({
      kind: 'valid',
      notification: {
        messageId: 'SANDBOX3000000004564:COMPLETED',
        environment: 'SANDBOX',
        sales: [{ price: { amountMicros: 10_000_500_000n, currencyCode: 'KRW' } }],
      },
    })
    expect(read(body).kind).toBe('invalid_signature')
  })
})

describe('a price', () => {
  it('is exact in every amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999_999_999n }), (amountMicros) => {
        const body = one.notificationBody({ price: formatMicros(amountMicros), priceCurrencyCode: 'USD' })
        expect(readAuthentic(body).sales[0]?.price).toEqual({ amountMicros, currencyCode: 'USD' })
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    { price: '1.0000001' },
    { price: '-1' },
    { price: '1e3' },
    { price: '1,000' },
    { price: '' },
    { price: 1000 },
    { price: undefined },
    { priceCurrencyCode: 'won' },
    { priceCurrencyCode: undefined },
  ])('that is %j counts as not told', (changes) => {
    expect(readAuthentic(one.notificationBody(changes)).sales[0]?.price).toBeNull()
  })
})

describe('the app', () => {
  it.each([
    ['valid', {}, {}],
    ['wrong_recipient', { clientId: '0000000007' }, {}],
    ['wrong_recipient', { clientId: undefined, packageName: one.packageName }, {}],
    ['valid', { msgVersion: '4.0.0' }, {}],
    ['valid', { msgVersion: '3.0.0', clientId: undefined, packageName: one.packageName }, {}],
    ['wrong_recipient', { msgVersion: '3.0.0', clientId: undefined, packageName: 'com.example.other' }, {}],
    ['wrong_recipient', { msgVersion: '3.0.0' }, {}],
    ['wrong_recipient', { msgVersion: '3.1.0', clientId: '1' }, { packageName: undefined }],
  ])('is told by its version: %s for %j', (kind, changes, connection) => {
    expect(read(one.notificationBody(changes), connection as Partial<OneStoreSettings>).kind).toBe(kind)
  })

  it('of the time before client ids has its package name for one', () => {
    const body = one.notificationBody({ msgVersion: '2.0.0', clientId: undefined, packageName: 'com.a.b' })
    const { packageName: _, ...nameless } = settings
    const old = { ...nameless, clientId: 'com.a.b' }
    expect(readPaymentNotification({ headers: {}, body }, old, licenseKey).kind).toBe('valid')
    expect(() => readPaymentNotification({ headers: {}, body }, nameless, licenseKey)).toThrow(
      StoreMisconfiguredError,
    )
  })
})

describe('the environment', () => {
  it.each([
    ['PRODUCTION', { environment: 'COMMERCIAL', msgVersion: '3.1.0' }],
    ['PRODUCTION', { environment: undefined, msgVersion: '3.1.0' }],
    ['SANDBOX', { environment: undefined, msgVersion: '3.1.0D' }],
    ['SANDBOX', { environment: 'SANDBOX', msgVersion: '3.1.0' }],
    ['SANDBOX', { environment: 'COMMERCIAL', msgVersion: '3.1.0D' }],
  ])('is %s for %j, and has to be one of the connection', (environment, changes) => {
    const body = one.notificationBody(changes)
    const notification = readAuthentic(body)
    expect(notification.environment).toBe(environment)
    expect(parseSaleReference(notification.sales[0]?.details ?? '').environment).toBe(environment)
    const other = environment === 'SANDBOX' ? 'PRODUCTION' : 'SANDBOX'
    expect(read(body, { environments: [other] }).kind).toBe('wrong_recipient')
  })
})

describe('the market', () => {
  it.each([
    ['MKT_GLB', 'MKT_GLB'],
    ['MKT_ONE', undefined],
  ])('is %s for %j', (market, marketCode) => {
    const [sale] = readAuthentic(one.notificationBody({ marketCode })).sales
    expect(parseSaleReference(sale?.details ?? '').marketCode).toBe(market)
  })
})

describe('a message of another type', () => {
  const body = one.notificationBody({ messageType: 'SUBSCRIPTION_STATE_TRANSACTION' })

  it('is kept, and names no sale', () => {
    expect(readAuthentic(body)).toEqual({
      messageId: expect.stringMatching(/^SUBSCRIPTION_STATE_TRANSACTION:[\da-f]{64}$/),
      type: 'SUBSCRIPTION_STATE_TRANSACTION',
      sentAt: null,
      environment: 'PRODUCTION',
      sales: [],
      refundRequest: null,
    })
  })

  it('is the same when it is sent again, and not when it says something else', () => {
    const { storeNotificationId } = readAuthentic(body)
    const { signature, ...rest } = z.looseObject({ signature: z.string() }).parse(JSON.parse(body))
    const again = JSON.stringify({ signature, ...rest }, null, 2)
    expect(readAuthentic(again).storeNotificationId).toBe(storeNotificationId)
    const other = one.notificationBody({ messageType: 'SUBSCRIPTION_STATE_TRANSACTION', price: '1' })
    expect(readAuthentic(other).storeNotificationId).not.toBe(storeNotificationId)
  })
})

describe('what is not proven', () => {
  const { signature, ...message } = z
    .looseObject({ signature: z.string() })
    .parse(JSON.parse(one.notificationBody()))

  it.each([
    ['without a signature', message],
    ['with a signature that is no text', { ...message, signature: 1 }],
    ['with an empty signature', { ...message, signature: '' }],
    ['with a signature of something else', { ...message, signature: one.signText('{}') }],
    ['with a signature that is padded in another way', { ...message, signature: `${signature}=` }],
    ['with another member', { ...message, signature, extra: 1 }],
    ['in another order', { signature, ...Object.fromEntries(Object.entries(message).toReversed()) }],
  ])('is forged: %s', (_title, sent) => {
    expect(read(JSON.stringify(sent)).kind).toBe('invalid_signature')
  })

  const text = JSON.stringify(message)

  it.each([
    ['no JSON', '<html>'],
    ['an empty body', ''],
    ['a list', '[]'],
    ['a body that is too large', one.notificationBody({ productName: 'x'.repeat(70_000) })],
    ['a member twice, signed', signedAsWritten(text.replace('{', '{"clientId":"0000000007",'))],
    ['a name that looks like a number, signed', signedAsWritten(text.replace('{', '{"7":"x",'))],
    ['a number that is written oddly, signed', signedAsWritten(text.replace('1756800000000', '1.7568e12'))],
    ['a market that is not known', one.notificationBody({ marketCode: 'MKT_TWO' })],
    ['an environment that is not known', one.notificationBody({ environment: 'TEST' })],
    ['a version that is none', one.notificationBody({ msgVersion: 'latest' })],
    ['a payment without its id', one.notificationBody({ purchaseId: undefined })],
    ['a payment without its state', one.notificationBody({ purchaseState: undefined })],
  ])('is malformed: %s', (_title, body) => {
    expect(read(body).kind).toBe('malformed')
  })

  it('cannot be told without a license key, which is an operator’s matter', () => {
    const request = { headers: {}, body: one.notificationBody() }
    expect(() => readPaymentNotification(request, settings, null)).toThrow(StoreMisconfiguredError)
  })

  it('says why in words that repeat nothing of the message', () => {
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
