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

/**
 * Creates signed transactions that a server must reject, and two that it must accept: one with a second valid signature,
 * one whose certificate expires soon.
 */
export function createTransactionTamperer(
  keys: AppStoreKeys,
): (mode: TransactionTamperMode, payload: TransactionPayload) => Promise<string> {
  const [leaf, intermediate, root] = keys.x5c
  const signWith = (payload: TransactionPayload, header: object): string =>
    signEs256({ alg: 'ES256', x5c: keys.x5c, ...header }, payload, keys.signingKey)
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
    OTHER_ROOT: async (payload) => signWithChain(await chains.otherRoot(), payload),
    NO_LEAF_MARKER: async (payload) => signWithChain(await chains.noLeafMarker(), payload),
    NO_INTERMEDIATE_MARKER: async (payload) => signWithChain(await chains.noIntermediateMarker(), payload),
    EXPIRED_CERTIFICATE: async (payload) => signWithChain(await chains.expired(), payload),
    CERTIFICATE_NEAR_EXPIRY: async (payload) => signWithChain(await chains.nearExpiry(), payload),
  }
  return async (mode, payload) => tamperers[mode](payload)
}

type ChainFactory = () => Promise<CertificateChain>

/** Each chain is created once, on first use, because verifiers may cache by chain. */
function createInvalidChains(
  validChain: CertificateChain,
): Record<'otherRoot' | 'noLeafMarker' | 'noIntermediateMarker' | 'expired' | 'nearExpiry', ChainFactory> {
  return {
    otherRoot: lazy(createCertificateChain),
    noLeafMarker: lazy(async () => ({
      ...validChain,
      leaf: await createLeaf(validChain.intermediate, { marked: false }),
    })),
    noIntermediateMarker: lazy(async () => {
      const intermediate = await createIntermediate(validChain.root, false)
      return { ...validChain, intermediate, leaf: await createLeaf(intermediate) }
    }),
    expired: lazy(async () => ({
      ...validChain,
      leaf: await createLeaf(validChain.intermediate, { validity: expiredValidity() }),
    })),
    nearExpiry: lazy(async () => ({
      ...validChain,
      leaf: await createLeaf(validChain.intermediate, { validity: expiringValidity() }),
    })),
  }
}

function lazy(create: ChainFactory): ChainFactory {
  let chain: Promise<CertificateChain> | undefined
  return () => (chain ??= create())
}

function signWithChain({ root, intermediate, leaf }: CertificateChain, payload: TransactionPayload): string {
  const x5c = [leaf, intermediate, root].map(({ certificate }) => certificate)
  return signEs256({ alg: 'ES256', x5c }, payload, createPrivateKey(leaf.privateKey))
}

/** Algorithm confusion: the public key is used as the HMAC secret. */
function signHs256(payload: TransactionPayload, keys: AppStoreKeys): string {
  const secret = createPublicKey(keys.signingKey).export({ type: 'spki', format: 'pem' })
  const input = signingInput({ alg: 'HS256', x5c: keys.x5c }, payload)
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** Another product and quantity in an otherwise valid transaction. */
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

/** (r, s) → (r, n − s): a second valid ECDSA signature, so the text of a JWS is not unique. */
function negateS(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`)
  const negated = (p256Order - s).toString(16).padStart(64, '0')
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(negated, 'hex')])
}
