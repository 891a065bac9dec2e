import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskText, toReadableContent } from './readable-content.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const sign = (payload: unknown) =>
  `${encode({ alg: 'ES256', x5c: ['MIIB'] })}.${encode(payload)}.c2lnbmF0dXJl`
const token = 'aonkdpebhjlfmgcikoanbcde.AO-J1OyV8cSZ2w7xPqLmNbVcXz0123456789abcdefghijklmnopq'

test('a signed notification is decoded with the signed texts in it, and without its signatures', () => {
  const transaction = { transactionId: '2000000123456789', productId: 'coins_100', price: 4_990 }
  const body = JSON.stringify({
    signedPayload: sign({ notificationType: 'REFUND', data: { signedTransactionInfo: sign(transaction) } }),
  })
  expect(toReadableContent(body)).toEqual({
    signedPayload: { notificationType: 'REFUND', data: { signedTransactionInfo: transaction } },
  })
})

test('a purchase token is masked wherever it stands, also in an encoded message', () => {
  const data = {
    packageName: 'com.example',
    oneTimeProductNotification: { purchaseToken: token, sku: 'coins_100' },
  }
  const body = JSON.stringify({
    message: { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '77' },
    note: `see https://example.com/${token}/x`,
    signature: 'abc',
  })
  const content = toReadableContent(body)
  expect(content).toEqual({
    message: {
      data: {
        packageName: 'com.example',
        oneTimeProductNotification: { purchaseToken: maskText(token), sku: 'coins_100' },
      },
      messageId: '77',
    },
    note: `see https://example.com/${maskText(token)}/x`,
  })
})

test('a short token shows at most a quarter of itself, and an account token is no secret', () => {
  const accountToken = '0b7a5d0e-8a58-4a53-9f2f-6a7f0f3d1a11'
  expect(toReadableContent(JSON.stringify({ purchaseToken: '18070421461015116878', accountToken }))).toEqual({
    purchaseToken: '18070…',
    accountToken,
  })
})

test('an integer that a number cannot hold keeps its digits', () => {
  expect(toReadableContent('{"id":12345678901234567890,"quantity":3}')).toEqual({
    id: '12345678901234567890',
    quantity: 3,
  })
})

test('long texts are cut off, and texts that are not JSON stay texts', () => {
  expect(toReadableContent(JSON.stringify({ note: 'a b '.repeat(1_000) }))).toEqual({
    note: `${'a b '.repeat(500)}…`,
  })
  expect(toReadableContent('<html>502</html>')).toBe('<html>502</html>')
})

test('no content contains a secret, wherever it is and however deep it is nested', () => {
  const names = fc.constantFrom('data', 'note', 'list', 'purchaseToken', 'receipt', 'linkedPurchaseToken')
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.constant(token), fc.constant(`x ${token} y`))
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(names, tie('value'), { maxKeys: 3 }),
      tie('value').map((value) => sign({ value })),
      tie('value').map((value) => encode({ value })),
    ),
  })).value
  fc.assert(
    fc.property(tree, (value) => {
      const text = JSON.stringify(toReadableContent(JSON.stringify({ value, purchaseToken: token })))
      expect(text).not.toContain(token)
      expect(text).not.toContain('c2lnbmF0dXJl')
      expect(text.length).toBeLessThan(200_000)
    }),
    { numRuns: 300 },
  )
})
