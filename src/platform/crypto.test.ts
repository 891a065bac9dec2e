import { expect, test } from 'vitest'
import { createKeyring, decrypt, encrypt } from './crypto.ts'

const keyring = createKeyring(['a secret of the tests that is long enough'])
const [tagStart, tagEnd] = [16, 32]

test('an encrypted text is decrypted with the same additional data', () => {
  expect(decrypt(keyring, encrypt(keyring, 'credentials', 'app'), 'app')).toBe('credentials')
})

test.each([4, 8, 12, 13, 14, 15])(
  'an authentication tag that is truncated to %i bytes is rejected',
  (bytes) => {
    // An empty text ends after its tag, so its tag can be shortened by cutting off the end.
    const encrypted = encrypt(keyring, '', 'app')
    expect(encrypted).toHaveLength(tagEnd)
    expect(() => decrypt(keyring, encrypted.subarray(0, tagStart + bytes), 'app')).toThrow(
      'authentication tag',
    )
  },
)

test('an altered tag, text or additional data is rejected', () => {
  const encrypted = encrypt(keyring, 'credentials', 'app')
  for (const position of [tagStart, tagEnd]) {
    const altered = Buffer.from(encrypted)
    altered[position] = (altered[position] ?? 0) ^ 1
    expect(() => decrypt(keyring, altered, 'app')).toThrow()
  }
  expect(() => decrypt(keyring, encrypted, 'another app')).toThrow()
})
