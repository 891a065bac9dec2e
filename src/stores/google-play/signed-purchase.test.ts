import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

import {
  licenseKeys,
  packageName,
  productId,
  purchaseToken,
  signedPurchase,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { checkSignedPurchase } from './signed-purchase.ts'
import type { ReceiptRejection } from './signed-purchase.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../test/fixtures/google-play/${name}`, import.meta.url), 'utf8')

describe('a purchase that Google really signed', () => {
  const real = JSON.parse(fixture('real-purchase.json')) as {
    data: { packageName: string; productId: string; purchaseToken: string }
    signature: string
  }
  const originalJson = JSON.stringify(real.data)

  function check(data: string, signature = real.signature): ReceiptRejection | null {
    const key = parseRsaPublicKey(fixture('real-license-key.txt'))
    if (key === null) throw new Error('the license key should be readable')
    const { productId, purchaseToken } = real.data
    return checkSignedPurchase(
      { originalJson: data, signature, productId, purchaseToken },
      key,
      real.data.packageName,
    )
  }

  it('verifies with the license key of its app', () => {
    expect(check(originalJson)).toBeNull()
  })

  it('does not verify with any one byte changed', () => {
    for (let index = 0; index < originalJson.length; index += 1) {
      const other = originalJson[index] === 'x' ? 'y' : 'x'
      const changed = originalJson.slice(0, index) + other + originalJson.slice(index + 1)
      expect(check(changed)).toMatchObject({ reason: 'The signature does not match originalJson.' })
    }
  })

  it.each(['', '!!!!', real.signature.slice(4), `A${real.signature.slice(1)}`])(
    'does not verify with the signature %j',
    (signature) => {
      expect(check(originalJson, signature)).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )

  it('does not verify when its JSON is written anew with spaces', () => {
    expect(check(JSON.stringify(real.data, null, 1))).toMatchObject({ code: 'RECEIPT_INVALID' })
  })
})

describe('signed purchase data', () => {
  it.each([
    ['RECEIPT_APP_MISMATCH', { packageName: 'com.example.other' }],
    ['RECEIPT_INVALID', { purchaseToken: 'another' }],
    ['RECEIPT_INVALID', { purchaseToken: undefined }],
    ['RECEIPT_ITEM_MISMATCH', { productId: 'another' }],
    ['RECEIPT_ITEM_MISMATCH', { productId: undefined, productIds: ['another'] }],
    [null, { productId: undefined, productIds: ['another', productId] }],
    [null, { productId: undefined }],
    [null, {}],
  ])('gets %s for %j', (code, changes) => {
    const claim = { ...signedPurchase(changes), productId, purchaseToken }
    expect(checkSignedPurchase(claim, licenseKeys.publicKey, packageName)?.code ?? null).toBe(code)
  })
})
