import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** One generation of the master secret, with the keys that are derived from it. */
type Generation = {
  readonly id: string
  readonly tokenKey: Buffer
  readonly sealKey: Buffer
  readonly devKey: Buffer
}

/**
 * Keys by generation. The first secret makes new tokens and seals; all of them open old ones, so a secret is
 * rotated by putting the new one in front: `COINSLOT_SECRET=new,old`.
 */
export type Keyring = { readonly current: Generation; readonly byId: ReadonlyMap<string, Generation> }

export function createKeyring(secrets: readonly string[]): Keyring {
  const generations = secrets.map(deriveGeneration)
  const [current] = generations
  if (current === undefined) throw new Error('a keyring needs at least one secret')
  return { current, byId: new Map(generations.map((generation) => [generation.id, generation])) }
}

function deriveGeneration(secret: string): Generation {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, 'coinslot', purpose, bytes))
  return {
    id: derive('key id', 4).toString('hex'),
    tokenKey: derive('purchase token', 32),
    sealKey: derive('sealed credentials', 32),
    devKey: derive('development keys', 32),
  }
}

/** The purchase token of a payment: proves that we gave it to somebody, stored nowhere, the same whenever it is made. */
export function issuePurchaseToken(keyring: Keyring, appId: string, paymentId: string): string {
  return `${keyring.current.id}.${purchaseTokenMac(keyring.current, appId, paymentId).toString('base64url')}`
}

export function isPurchaseToken(keyring: Keyring, token: string, appId: string, paymentId: string): boolean {
  const [keyId = '', mac = '', ...rest] = token.split('.')
  const generation = keyring.byId.get(keyId)
  if (generation === undefined || rest.length > 0) return false
  return equalInConstantTime(mac, purchaseTokenMac(generation, appId, paymentId).toString('base64url'))
}

function purchaseTokenMac(generation: Generation, appId: string, paymentId: string): Buffer {
  return createHmac('sha256', generation.tokenKey).update(`${appId}/${paymentId}`).digest()
}

/** Encrypts with AES-256-GCM: key id (4 bytes), nonce (12), tag (16), ciphertext. `bindTo` must be the same to open it. */
export function seal(keyring: Keyring, plaintext: string, bindTo: string): Buffer {
  const { id, sealKey } = keyring.current
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(bindTo))
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from(id, 'hex'), nonce, cipher.getAuthTag(), ciphertext])
}

/** @throws if the text was sealed under an unknown secret, for something else, or was altered */
export function unseal(keyring: Keyring, sealed: Uint8Array, bindTo: string): string {
  const bytes = Buffer.from(sealed)
  const generation = keyring.byId.get(bytes.subarray(0, 4).toString('hex'))
  if (generation === undefined) throw new Error('sealed under a secret that is no longer in COINSLOT_SECRET')
  const decipher = createDecipheriv('aes-256-gcm', generation.sealKey, bytes.subarray(4, 16))
    .setAAD(Buffer.from(bindTo))
    .setAuthTag(bytes.subarray(16, 32))
  return Buffer.concat([decipher.update(bytes.subarray(32)), decipher.final()]).toString('utf8')
}

export function isSealedUnderCurrent(keyring: Keyring, sealed: Uint8Array): boolean {
  return Buffer.from(sealed).subarray(0, 4).toString('hex') === keyring.current.id
}

/** The same bytes at every start on one data directory, so that development keys survive a restart. */
export function developmentBytes(keyring: Keyring, purpose: string): Buffer {
  return createHmac('sha256', keyring.current.devKey).update(purpose).digest()
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export function randomSecret(bytes = 24): string {
  return randomBytes(bytes).toString('base64url')
}

/** Compares without telling by its time how much was equal. */
function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}
