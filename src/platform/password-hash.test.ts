import { hash, verify } from '@node-rs/argon2'
import { expect, test } from 'vitest'
import { hashPassword, isPassword } from './password-hash.ts'

const owaspOptions = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

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

test('the package for older versions of Node computes the same hash', async () => {
  const passwordHash = await hashPassword('correct horse')
  expect(await verify(passwordHash, 'correct horse')).toBe(true)
  expect(await isPassword(await hash('correct horse', owaspOptions), 'correct horse')).toBe(true)
})

test('a hash of another algorithm or with other parameters is not accepted', async () => {
  const weak = await hash('correct horse', { ...owaspOptions, timeCost: 1 })
  await expect(isPassword(weak, 'correct horse')).rejects.toThrow('another format')
})
