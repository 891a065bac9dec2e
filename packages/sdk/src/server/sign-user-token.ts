import { encodeBase64Url } from '../core/base64.ts'
import { CoinslotError } from '../core/coinslot-error.ts'
import { assertText } from '../core/options.ts'

/** A `CryptoKey` of the platform. */
export type SigningKey = Parameters<typeof crypto.subtle.sign>[1]

/** How user tokens are signed: with the user token secret of the AppKey, or with a private key whose public key is registered. */
export type UserTokenSigner =
  | { readonly secret: string }
  /** An ECDSA key of the curve P-256, or an Ed25519 key, with the usage `sign`. */
  | { readonly privateKey: SigningKey; readonly kid: string }

/** For whom a user token is signed. */
export type SignUserTokenInput = {
  /** The player who is logged in at the game server. */
  readonly userId: string
  /** At most 86,400. Default 3,600. */
  readonly lifetimeSeconds?: number
}

const maxLifetimeSeconds = 86_400
const hmac = { name: 'HMAC', hash: 'SHA-256' }

/** Signs the token by which a client proves its player. */
export async function signUserToken(
  {
    appKey,
    signer,
    now,
  }: { readonly appKey: string; readonly signer: UserTokenSigner; readonly now: number },
  { userId, lifetimeSeconds = 3_600 }: SignUserTokenInput,
): Promise<string> {
  assertText('userId', userId)
  if (!Number.isInteger(lifetimeSeconds) || lifetimeSeconds < 1 || lifetimeSeconds > maxLifetimeSeconds) {
    const message = `\`lifetimeSeconds\` must be a whole number from 1 to ${maxLifetimeSeconds}.`
    throw new CoinslotError('INVALID_CONFIGURATION', message)
  }
  const { header, algorithm, key } = await readSigner(signer)
  const iat = Math.floor(now / 1000)
  const claims = { sub: userId, aud: appKey, iat, exp: iat + lifetimeSeconds }
  const signed = `${encodeJson({ ...header, typ: 'JWT' })}.${encodeJson(claims)}`
  const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(signed))
  return `${signed}.${encodeBase64Url(new Uint8Array(signature))}`
}

const encodeJson = (value: unknown) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)))

async function readSigner(signer: UserTokenSigner) {
  if ('secret' in signer) {
    const bytes = new TextEncoder().encode(signer.secret)
    const key = await crypto.subtle.importKey('raw', bytes, hmac, false, ['sign'])
    return { header: { alg: 'HS256' }, algorithm: hmac, key }
  }
  const { privateKey: key, kid } = signer
  if (key.algorithm.name === 'Ed25519') {
    return { header: { alg: 'EdDSA', kid }, algorithm: { name: 'Ed25519' }, key }
  }
  if (key.algorithm.name !== 'ECDSA') {
    const message = 'The private key for user tokens must be an ECDSA key of P-256, or an Ed25519 key.'
    throw new CoinslotError('INVALID_CONFIGURATION', message)
  }
  return { header: { alg: 'ES256', kid }, algorithm: { name: 'ECDSA', hash: 'SHA-256' }, key }
}
