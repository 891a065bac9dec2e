import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'

import { parseTestStoreConnection } from './connection.ts'

const { publicKey } = generateKeyPairSync('ed25519')
const input = {
  bundleId: 'com.example.arcade',
  apiSecret: 'tss_secret',
  receiptPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}

describe('parseTestStoreConnection', () => {
  test.each(['', '/', '/test-store', '/test-store/'])(
    'a base URL that ends in "%s" is accepted',
    (suffix) => {
      const outcome = parseTestStoreConnection({ ...input, baseUrl: `http://127.0.0.1:4010${suffix}` })
      expect(outcome).toMatchObject({
        ok: true,
        connection: { settings: { baseUrl: 'http://127.0.0.1:4010' } },
      })
    },
  )

  test('every invalid field is named', () => {
    const outcome = parseTestStoreConnection({
      bundleId: '',
      baseUrl: 'ftp://x',
      receiptPublicKey: 'PEM',
      color: 1,
    })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields.toSorted()).toEqual(['apiSecret', 'baseUrl', 'bundleId', 'color', 'receiptPublicKey'])
  })
})
