import { ConfigError } from './config-error.ts'

const minSecretLength = 32
/** A random secret of 32 characters exceeds both, also in hexadecimal. */
const minDistinctCharacters = 8
const minUnpredictableCharacters = 16

/** Texts of examples and placeholders. */
const placeholders = /change.?me|secret|passwor[dt]|passphrase|example|coinslot|placeholder|default|qwerty/i

/**
 * Reads the secrets that are separated by commas.
 * @throws ConfigError
 */
export function readSecrets(text: string, { production }: { readonly production: boolean }): string[] {
  const secrets = text.split(',').map((secret) => secret.trim())
  if (secrets.some((secret) => secret.length < minSecretLength)) {
    throw new ConfigError(`COINSLOT_SECRET: each secret must have at least ${minSecretLength} characters`)
  }
  if (production && secrets.some(isTrivialSecret)) {
    throw new ConfigError(
      'COINSLOT_SECRET: each secret must be random in production; create one with: openssl rand -base64 32',
    )
  }
  return secrets
}

/** Whether the secret can be guessed: repetitions, sequences of characters and placeholders. */
function isTrivialSecret(secret: string): boolean {
  return (
    placeholders.test(secret) ||
    new Set(secret).size < minDistinctCharacters ||
    countUnpredictable(smallestPeriod(secret)) < minUnpredictableCharacters
  )
}

/** `abcabcabcab` is a repetition of `abc`. */
function smallestPeriod(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.slice(length) === text.slice(0, -length)) return text.slice(0, length)
  }
  return text
}

/** Characters whose distance from the previous one differs from the distance before: one of `aaaa`, two of `abcd` or `9876`. */
function countUnpredictable(text: string): number {
  const codes = Array.from(text, (character) => character.charCodeAt(0))
  const steps = codes.map((code, index) => code - (codes[index - 1] ?? 0))
  return steps.filter((step, index) => step !== steps[index - 1]).length
}
