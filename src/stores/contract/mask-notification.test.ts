import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskNotification } from './mask-notification.ts'

const base64Url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const sign = (payload: unknown) => `${base64Url({ alg: 'ES256' })}.${base64Url(payload)}.c2lnbmF0dXJl`

test('a push of Google Play is shown decoded, without its purchase token', () => {
  const data = { packageName: 'com.example', oneTimeProductNotification: { purchaseToken: 'secret-token' } }
  const message = { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '7' }
  expect(maskNotification(JSON.stringify({ message, subscription: 'projects/p/subscriptions/s' }))).toEqual({
    message: {
      data: {
        packageName: 'com.example',
        oneTimeProductNotification: { purchaseToken: '(hidden, 12 characters)' },
      },
      messageId: '7',
    },
    subscription: 'projects/p/subscriptions/s',
  })
})

test('a notification of the App Store is shown decoded, with its account token and without its signatures', () => {
  const transaction = { transactionId: '2000001', appAccountToken: '7f1e' }
  const signedPayload = sign({
    notificationType: 'REFUND',
    data: { signedTransactionInfo: sign(transaction) },
  })
  const shown = maskNotification(JSON.stringify({ signedPayload }))
  expect(shown).toEqual({
    signedPayload: { notificationType: 'REFUND', data: { signedTransactionInfo: transaction } },
  })
  expect(JSON.stringify(shown)).not.toContain('c2lnbmF0dXJl')
})

test('a message of ONE store is shown without its purchase token and its signature', () => {
  const body = JSON.stringify({ purchaseId: 'SANDBOX1', purchaseToken: 'TOKEN', signature: 'SIG', price: 7 })
  expect(maskNotification(body)).toEqual({
    purchaseId: 'SANDBOX1',
    purchaseToken: '(hidden, 5 characters)',
    signature: '(hidden, 3 characters)',
    price: 7,
  })
})

test.each([['not JSON'], ['null'], ['']])('%j has no content', (body) => {
  expect(maskNotification(body)).toBeNull()
})

test('long texts, long lists and deep objects are shortened', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)
  const shown = maskNotification(
    JSON.stringify({ text: 'x'.repeat(5_000), list: Array(500).fill(1), deep, lone: '\ud800' }),
  ) as { text: string; list: unknown[]; lone: string }
  expect([shown.text.length, shown.list.length, shown.lone]).toEqual([1_001, 101, '\ufffd'])
  expect(JSON.stringify(shown).length).toBeLessThan(3_000)
})

test('whatever a notification contains, what is shown is bounded', () => {
  const strings = fc.string({ maxLength: 3_000 })
  fc.assert(
    fc.property(fc.dictionary(strings, fc.array(strings, { maxLength: 200 })), (content) => {
      const shown = JSON.stringify(maskNotification(JSON.stringify(content)))
      // A character needs six at most when it is escaped.
      expect(shown.length).toBeLessThan(6 * 70_000)
    }),
    { numRuns: 30 },
  )
})

const secret = 'a1b2c3d4e5f6-the-secret'
const wrappers = [
  (value: unknown) => ({ data: value }),
  (value: unknown) => [1, value],
  (value: unknown) => ({ data: Buffer.from(JSON.stringify({ value })).toString('base64') }),
  (value: unknown) => ({ signedPayload: sign({ value }) }),
  (value: unknown) => ({ text: JSON.stringify({ value }) }),
]

test('I10: a secret is shown nowhere, however it is wrapped', () => {
  const names = fc.constantFrom('purchaseToken', 'token', 'linkedPurchaseToken', 'signature', 'clientSecret')
  const values = fc.constantFrom<unknown>(secret, [secret], { value: secret })
  fc.assert(
    fc.property(
      names,
      values,
      fc.array(fc.nat(wrappers.length - 1), { maxLength: 3 }),
      (name, value, path) => {
        const content = path.reduce<unknown>((inner, index) => wrappers[index]?.(inner), { [name]: value })
        const shown = JSON.stringify(maskNotification(JSON.stringify(content)))
        expect(shown).toContain('(hidden')
        expect(shown).not.toContain(secret)
      },
    ),
  )
})
