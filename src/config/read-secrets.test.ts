import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { readSecrets } from './read-secrets.ts'

const inProduction = { production: true }

test.each([
  ['one character', 'x'.repeat(32)],
  ['a few characters', 'xyzzyxyzxzyyxzyxyzzyxyzxzyyxzyxy'],
  ['a short text again and again', 'h8Kq2'.repeat(8)],
  ['a sequence', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['a sequence backwards', '9876543210zyxwvutsrqponmlkjihgfedcba'],
  ['a placeholder', 'change-me-change-me-4711-32-characters'],
  ['the word secret', 'my-very-long-Secret-of-production-4711'],
])('a secret of %s is refused in production, and accepted elsewhere', (_name, secret) => {
  expect(() => readSecrets(secret, inProduction)).toThrow(/must be random in production/)
  expect(readSecrets(secret, { production: false })).toEqual([secret])
})

test.each(['base64', 'base64url', 'hex'] as const)('random secrets in %s are accepted', (encoding) => {
  for (let turn = 0; turn < 1_000; turn += 1) {
    const secret = randomBytes(32).toString(encoding)
    expect(readSecrets(secret, inProduction)).toEqual([secret])
  }
})

test('each secret of a rotation is checked', () => {
  const random = 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q'
  expect(readSecrets(`${random}, ${random}2`, inProduction)).toEqual([random, `${random}2`])
  expect(() => readSecrets(`${random},${'x'.repeat(32)}`, inProduction)).toThrow(/must be random/)
  expect(() => readSecrets(`${random},short`, inProduction)).toThrow(/at least 32 characters/)
})
