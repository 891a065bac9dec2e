import crypto, { randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

/** The parameters of the OWASP password storage cheat sheet: 19 MiB, 2 passes and 1 thread. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const
const saltBytes = 16
const hashBytes = 32

/** PHC format, with the parameters above: no other hash is ever stored. */
const phcPattern = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]{22})\$([\w+/]{43})$/

/** The argon2id hash of a password, in PHC format. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await deriveHash(password, salt)
  const { memory, passes, parallelism } = parameters
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(hash)}`
}

/** Computes the hash again with the salt of the stored one, and compares both in constant time. */
export async function isPassword(passwordHash: string, password: string): Promise<boolean> {
  const [, salt, hash] = phcPattern.exec(passwordHash) ?? []
  if (salt === undefined || hash === undefined) throw new Error('a stored password hash has another format')
  const derived = await deriveHash(password, Buffer.from(salt, 'base64'))
  return timingSafeEqual(derived, Buffer.from(hash, 'base64'))
}

async function deriveHash(password: string, salt: Buffer): Promise<Buffer> {
  const message = password.normalize('NFKC')
  // Node before 24.7 has no argon2. The package is optional, because production has a newer Node.
  if (typeof crypto.argon2 === 'function') {
    const options = { ...parameters, message, nonce: salt, tagLength: hashBytes }
    return promisify(crypto.argon2)('argon2id', options)
  }
  const { hashRaw } = await import('@node-rs/argon2')
  const { memory: memoryCost, passes: timeCost, parallelism } = parameters
  return hashRaw(message, { memoryCost, timeCost, parallelism, salt, outputLen: hashBytes })
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
