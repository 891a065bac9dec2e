import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto'
import { encodeJwsPart, signEs256, signingInput } from '../jws.ts'
import type { TransactionTamperMode } from '../purchases/tamper-mode.ts'
import type { AppStoreKeys } from './app-store-keys.ts'
import {
  createCertificateChain,
  createIntermediate,
  createLeaf,
  expiringValidity,
  expiredValidity,
} from './certificates.ts'
import type { CertificateChain } from './certificates.ts'

/** Order of the P-256 group. */
const p256Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

export type TransactionPayload = Record<string, unknown>
type Tamperer = (payload: TransactionPayload) => string | Promise<string>

/** Makes signed transactions that a server must refuse, and two that it must take: one that is valid twice, one whose certificate ends soon. */
export function createTransactionTamperer(
  keys: AppStoreKeys,
): (forgery: TransactionTamperMode, payload: TransactionPayload) => Promise<string> {
  const [leaf, intermediate, root] = keys.x5c
  const signWith = (payload: TransactionPayload, extra: object): string =>
    signEs256({ alg: 'ES256', x5c: keys.x5c, ...extra }, payload, keys.signingKey)
  const chains = createInvalidChains(keys.chain)
  const tamperers: Record<TransactionTamperMode, Tamperer> = {
    TAMPERED_PAYLOAD: (payload) => tamperPayload(signWith(payload, {}), payload),
    TAMPERED_SIGNATURE: (payload) => changeSignature(signWith(payload, {}), flipFirstBit),
    MALLEABLE_SIGNATURE: (payload) => changeSignature(signWith(payload, {}), negateS),
    SHORT_CHAIN: (payload) => signWith(payload, { x5c: [leaf, intermediate] }),
    LONG_CHAIN: (payload) => signWith(payload, { x5c: [leaf, intermediate, root, root] }),
    REVERSED_CHAIN: (payload) => signWith(payload, { x5c: [root, intermediate, leaf] }),
    CRIT_HEADER: (payload) =>
      signWith(payload, { crit: ['urn:example:must-understand'], 'urn:example:must-understand': true }),
    B64_HEADER: (payload) => signWith(payload, { crit: ['b64'], b64: false }),
    ALG_NONE: (payload) => `${signingInput({ alg: 'none', x5c: keys.x5c }, payload)}.`,
    HS256: (payload) => signHs256(payload, keys),
    OTHER_ROOT: async (payload) => signByChain(await chains.otherRoot(), payload),
    NO_LEAF_MARKER: async (payload) => signByChain(await chains.noLeafMarker(), payload),
    NO_INTERMEDIATE_MARKER: async (payload) => signByChain(await chains.noIntermediateMarker(), payload),
    EXPIRED_CERTIFICATE: async (payload) => signByChain(await chains.expired(), payload),
    CERTIFICATE_NEAR_EXPIRY: async (payload) => signByChain(await chains.nearExpiry(), payload),
  }
  return async (forgery, payload) => tamperers[forgery](payload)
}

type ChainFactory = () => Promise<CertificateChain>

/** Each is made when first needed, and once: verifiers may cache by chain. */
function createInvalidChains(
  good: CertificateChain,
): Record<'otherRoot' | 'noLeafMarker' | 'noIntermediateMarker' | 'expired' | 'nearExpiry', ChainFactory> {
  return {
    otherRoot: lazy(createCertificateChain),
    noLeafMarker: lazy(async () => ({
      ...good,
      leaf: await createLeaf(good.intermediate, { marked: false }),
    })),
    noIntermediateMarker: lazy(async () => {
      const intermediate = await createIntermediate(good.root, false)
      return { ...good, intermediate, leaf: await createLeaf(intermediate) }
    }),
    expired: lazy(async () => ({
      ...good,
      leaf: await createLeaf(good.intermediate, { validity: expiredValidity() }),
    })),
    nearExpiry: lazy(async () => ({
      ...good,
      leaf: await createLeaf(good.intermediate, { validity: expiringValidity() }),
    })),
  }
}

function lazy(make: ChainFactory): ChainFactory {
  let chain: Promise<CertificateChain> | undefined
  return () => (chain ??= make())
}

function signByChain({ root, intermediate, leaf }: CertificateChain, payload: TransactionPayload): string {
  const x5c = [leaf, intermediate, root].map(({ certificate }) => certificate)
  return signEs256({ alg: 'ES256', x5c }, payload, createPrivateKey(leaf.privateKey))
}

/** The old trick of using the public key as the secret. */
function signHs256(payload: TransactionPayload, keys: AppStoreKeys): string {
  const secret = createPublicKey(keys.signingKey).export({ type: 'spki', format: 'pem' })
  const input = signingInput({ alg: 'HS256', x5c: keys.x5c }, payload)
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** A dearer product in an otherwise genuine transaction. */
function tamperPayload(jws: string, payload: TransactionPayload): string {
  const [header = '', , signature = ''] = jws.split('.')
  return [
    header,
    encodeJwsPart({ ...payload, productId: `${String(payload['productId'])}_deluxe`, quantity: 10 }),
    signature,
  ].join('.')
}

function changeSignature(jws: string, change: (signature: Buffer) => Buffer): string {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  return [header, payload, change(Buffer.from(signature, 'base64url')).toString('base64url')].join('.')
}

function flipFirstBit(signature: Buffer): Buffer {
  return Buffer.concat([Buffer.from([signature.readUInt8(0) ^ 0x80]), signature.subarray(1)])
}

/** (r, s) → (r, n − s): an ECDSA signature that is just as valid, so no text of a JWS is unique. */
function negateS(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const negated = (p256Order - s).toString(16).padStart(64, '0')
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(negated, 'hex')])
}
