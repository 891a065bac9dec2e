import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import {
  licenseKeys,
  packageName,
  productId,
  purchaseToken,
  signedPurchase,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import type { RejectedReceipt } from '../shared/receipt.ts'
import { verifySignedPurchase } from './signed-purchase.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../test/fixtures/google-play/${name}`, import.meta.url), 'utf8')

describe('a purchase that Google signed', () => {
  const real = JSON.parse(fixture('real-purchase.json')) as {
    data: { packageName: string; productId: string; purchaseToken: string }
    signature: string
  }
  const originalJson = JSON.stringify(real.data)

  function check(data: string, signature = real.signature): RejectedReceipt | null {
    const key = parseRsaPublicKey(fixture('real-license-key.txt'))
    if (key === null) throw new Error('the license key should be valid')
    const { productId, purchaseToken } = real.data
    return verifySignedPurchase(
      { originalJson: data, signature, productId, purchaseToken },
      key,
      real.data.packageName,
    )
  }

  test('the signature is valid with the license key of the app', () => {
    expect(check(originalJson)).toBeNull()
  })

  test('the signature is invalid after a change of any byte', () => {
    for (let index = 0; index < originalJson.length; index += 1) {
      const other = originalJson[index] === 'x' ? 'y' : 'x'
      const changed = originalJson.slice(0, index) + other + originalJson.slice(index + 1)
      expect(check(changed)).toMatchObject({ reason: 'The signature does not match originalJson.' })
    }
  })

  test.each(['', '!!!!', real.signature.slice(4), `A${real.signature.slice(1)}`])(
    'the signature %j is invalid',
    (signature) => {
      expect(check(originalJson, signature)).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )

  test('the signature is invalid after formatting the JSON', () => {
    expect(check(JSON.stringify(real.data, null, 1))).toMatchObject({ code: 'RECEIPT_INVALID' })
  })
})

describe('verifySignedPurchase', () => {
  test.each([
    ['RECEIPT_APP_MISMATCH', { packageName: 'com.example.other' }],
    ['RECEIPT_INVALID', { purchaseToken: 'another' }],
    ['RECEIPT_INVALID', { purchaseToken: undefined }],
    ['RECEIPT_ITEM_MISMATCH', { productId: 'another' }],
    ['RECEIPT_ITEM_MISMATCH', { productId: undefined, productIds: ['another'] }],
    [null, { productId: undefined, productIds: ['another', productId] }],
    [null, { productId: undefined }],
    [null, {}],
  ])('the result is %s for %j', (code, changes) => {
    const receipt = { ...signedPurchase(changes), productId, purchaseToken }
    expect(verifySignedPurchase(receipt, licenseKeys.publicKey, packageName)?.code ?? null).toBe(code)
  })
})
