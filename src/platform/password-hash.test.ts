import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './password-hash.ts'

test('a password is hashed by argon2id with the parameters of OWASP, and with another salt each time', async () => {
  const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(first).not.toBe(second)
})

test('only the same password fits its hash, however it is composed in Unicode', async () => {
  const passwordHash = await hashPassword('비밀번호 caf\u00e9')
  expect(await isPassword(passwordHash, '비밀번호 cafe\u0301')).toBe(true)
  expect(await isPassword(passwordHash, '비밀번호 cafe')).toBe(false)
})
