import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'

/**
 * One version of the master secret with the keys that are derived from it. Keys are objects of OpenSSL: given bytes, each use would
 * make such an object anew, which takes longer than the MAC of a short text.
 */
type KeyVersion = {
  readonly id: string
  readonly tokenKey: KeyObject
  readonly encryptionKey: KeyObject
  readonly devKey: KeyObject
  readonly erasedIdKey: KeyObject
  readonly operatorKey: Buffer
}

/**
 * The keys of all versions. The first secret issues tokens and encrypts; all of them verify and decrypt, so a secret is rotated by
 * putting the new one in front: `COINSLOT_SECRET=new,old`.
 */
export type Keyring = { readonly current: KeyVersion; readonly byId: ReadonlyMap<string, KeyVersion> }

export function createKeyring(secrets: readonly string[]): Keyring {
  const keyVersions = secrets.map(deriveKeyVersion)
  const [current] = keyVersions
  if (current === undefined) throw new Error('a keyring needs at least one secret')
  return { current, byId: new Map(keyVersions.map((version) => [version.id, version])) }
}

function deriveKeyVersion(secret: string): KeyVersion {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, 'coinslot', purpose, bytes))
  const deriveKey = (purpose: string) => createSecretKey(derive(purpose, 32))
  return {
    id: derive('key id', 4).toString('hex'),
    tokenKey: deriveKey('purchase token'),
    encryptionKey: deriveKey('encrypted credentials'),
    devKey: deriveKey('development keys'),
    erasedIdKey: deriveKey('erased user ids'),
    operatorKey: derive('operator sign-in', 32),
  }
}

/** The purchase token of a payment: a MAC that is never stored and is the same each time it is issued with the same key. */
export function issuePurchaseToken(keyring: Keyring, appId: string, paymentId: string): string {
  return `${keyring.current.id}.${purchaseTokenMac(keyring.current, appId, paymentId)}`
}

export function isPurchaseToken(keyring: Keyring, token: string, appId: string, paymentId: string): boolean {
  const [keyId = '', mac = '', ...rest] = token.split('.')
  const keyVersion = keyring.byId.get(keyId)
  if (keyVersion === undefined || rest.length > 0) return false
  // The length of a token is public, so only MACs of the right length need a comparison in constant time.
  const given = Buffer.from(mac)
  const expected = Buffer.from(purchaseTokenMac(keyVersion, appId, paymentId))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function purchaseTokenMac(keyVersion: KeyVersion, appId: string, paymentId: string): string {
  return createHmac('sha256', keyVersion.tokenKey).update(`${appId}/${paymentId}`).digest('base64url')
}

const tagBytes = 16

/** Encrypts with AES-256-GCM: key id (4 bytes), nonce (12), tag (16), ciphertext. Decryption requires the same `aad`. */
export function encrypt(keyring: Keyring, plaintext: string, aad: string): Buffer {
  const { id, encryptionKey } = keyring.current
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce, { authTagLength: tagBytes }).setAAD(
    Buffer.from(aad),
  )
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from(id, 'hex'), nonce, cipher.getAuthTag(), ciphertext])
}

/** @throws Error if the text was encrypted with an unknown secret or another `aad`, or was altered */
export function decrypt(keyring: Keyring, encrypted: Uint8Array, aad: string): string {
  const bytes = Buffer.from(encrypted)
  const keyVersion = keyring.byId.get(bytes.subarray(0, 4).toString('hex'))
  if (keyVersion === undefined)
    throw new Error('encrypted with a secret that is no longer in COINSLOT_SECRET')
  // Without `authTagLength` Node accepts tags of 4 bytes, which can be guessed.
  const options = { authTagLength: tagBytes }
  const decipher = createDecipheriv('aes-256-gcm', keyVersion.encryptionKey, bytes.subarray(4, 16), options)
    .setAAD(Buffer.from(aad))
    .setAuthTag(bytes.subarray(16, 32))
  return Buffer.concat([decipher.update(bytes.subarray(32)), decipher.final()]).toString('utf8')
}

export function isEncryptedWithCurrentKey(keyring: Keyring, encrypted: Uint8Array): boolean {
  return Buffer.from(encrypted).subarray(0, 4).toString('hex') === keyring.current.id
}

/** Bytes that depend only on the secret and the purpose, so that development keys are the same after a restart. */
export function developmentBytes(keyring: Keyring, purpose: string): Buffer {
  return createHmac('sha256', keyring.current.devKey).update(purpose).digest()
}

/**
 * Keyed hashes of the id of an erased user, by the current key first and by the older ones. Without the master secret they do not
 * reveal the id, also not by trying ids.
 */
export function hashErasedId(keyring: Keyring, appId: string, userId: string): [Buffer, ...Buffer[]] {
  const hashWith = ({ erasedIdKey }: KeyVersion) =>
    createHmac('sha256', erasedIdKey).update(`${appId}/${userId}`).digest()
  const older = [...keyring.byId.values()].filter(({ id }) => id !== keyring.current.id)
  return [hashWith(keyring.current), ...older.map(hashWith)]
}

/** The secrets that sign the cookies and encrypt the second factors of operators, the current one first. */
export function operatorSecrets(keyring: Keyring): [OperatorSecret, ...OperatorSecret[]] {
  const toSecret = ({ id, operatorKey }: KeyVersion) => ({
    version: Number.parseInt(id, 16),
    value: operatorKey.toString('base64url'),
  })
  const older = [...keyring.byId.values()].filter(({ id }) => id !== keyring.current.id)
  return [toSecret(keyring.current), ...older.map(toSecret)]
}

export type OperatorSecret = { readonly version: number; readonly value: string }

export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

export function randomSecret(bytes = 24): string {
  return randomBytes(bytes).toString('base64url')
}

/** The time of the comparison does not depend on how much is equal. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}
