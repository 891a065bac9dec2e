import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { parseTestStoreConnection } from './connection.ts'

const { publicKey } = generateKeyPairSync('ed25519')
const input = {
  bundleId: 'com.example.arcade',
  apiSecret: 'tss_secret',
  receiptPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}

describe('parseTestStoreConnection', () => {
  it.each(['', '/', '/test-store', '/test-store/'])('may have its address end in "%s"', (end) => {
    const outcome = parseTestStoreConnection({ ...input, baseUrl: `http://127.0.0.1:4010${end}` })
    expect(outcome).toMatchObject({
      ok: true,
      connection: { settings: { baseUrl: 'http://127.0.0.1:4010' } },
    })
  })

  it('names every field that is wrong', () => {
    const outcome = parseTestStoreConnection({
      bundleId: '',
      baseUrl: 'ftp://x',
      receiptPublicKey: 'PEM',
      colour: 1,
    })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields.toSorted()).toEqual(['apiSecret', 'bundleId', 'baseUrl', 'colour', 'receiptPublicKey'])
  })
})
