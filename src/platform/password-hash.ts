import { hash, verify, type Options } from '@node-rs/argon2'

/**
 * Argon2id, which is the default of the package and which its test checks, with the parameters of the OWASP password storage cheat
 * sheet: 19 MiB, 2 passes and 1 thread.
 */
const options: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The argon2id hash of a password, in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), options)
}

/** Computes the hash again with the parameters of the stored one, and compares both in constant time. */
export function isPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, password.normalize('NFKC'))
}
