// The certificate library depends on tsyringe, which requires this polyfill to be loaded first.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { z } from 'zod'
import { dayMs, hourMs, maxClockOffsetMs } from '../durations.ts'

const leafMarkerOid = '1.2.840.113635.100.6.11.1'
const intermediateMarkerOid = '1.2.840.113635.100.6.2.1'
const derNull = new Uint8Array([5, 0])
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-384' }

/** One certificate with its private key. */
export type SignedKey = {
  /** PKCS#8 in PEM. */
  privateKey: string
  /** DER in Base64, as in `x5c`. */
  certificate: string
  /** X.500 name. */
  subject: string
}

export const signedKeySchema: z.ZodType<SignedKey> = z.strictObject({
  privateKey: z.string(),
  certificate: z.string(),
  subject: z.string(),
})

/** The certificates whose leaf signs App Store data. */
export type CertificateChain = { root: SignedKey; intermediate: SignedKey; leaf: SignedKey }

/** UNIX milliseconds. */
type Validity = { notBefore: number; notAfter: number }

export async function createCertificateChain(): Promise<CertificateChain> {
  const root = await createRoot()
  const intermediate = await createIntermediate(root)
  return { root, intermediate, leaf: await createLeaf(intermediate) }
}

export async function createIntermediate(root: SignedKey, marked = true): Promise<SignedKey> {
  return issueCertificate({
    issuer: root,
    subject: 'CN=Store Emulator Developer Relations, O=Store Emulator, C=US',
    curve: 'P-384',
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ...(marked ? [new Extension(intermediateMarkerOid, false, derNull)] : []),
    ],
  })
}

export async function createLeaf(
  intermediate: SignedKey,
  { marked = true, validity = defaultValidity() }: { marked?: boolean; validity?: Validity } = {},
): Promise<SignedKey> {
  return issueCertificate({
    issuer: intermediate,
    subject: 'CN=Store Emulator Receipt Signing, O=Store Emulator, C=US',
    curve: 'P-256',
    validity,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...(marked ? [new Extension(leafMarkerOid, false, derNull)] : []),
    ],
  })
}

/** Expired a year ago. */
export function expiredValidity(): Validity {
  return { notBefore: Date.now() - 730 * dayMs, notAfter: Date.now() - 365 * dayMs }
}

/** Expires in an hour. */
export function expiringValidity(): Validity {
  return { notBefore: Date.now() - 365 * dayMs, notAfter: Date.now() + hourMs }
}

/** Longer than the virtual clock can be advanced. */
function defaultValidity(): Validity {
  return { notBefore: Date.now() - dayMs, notAfter: Date.now() + 2 * maxClockOffsetMs }
}

async function createRoot(): Promise<SignedKey> {
  return issueCertificate({
    subject: 'CN=Store Emulator Root CA, O=Store Emulator, C=US',
    curve: 'P-384',
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  })
}

type CertificateInput = {
  subject: string
  curve: 'P-256' | 'P-384'
  extensions: Extension[]
  validity?: Validity
  /** Absent for a self-signed certificate. */
  issuer?: SignedKey
}

async function issueCertificate({
  subject,
  curve,
  extensions,
  validity = defaultValidity(),
  issuer,
}: CertificateInput): Promise<SignedKey> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: curve }, true, [
    'sign',
    'verify',
  ])
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    subject,
    issuer: issuer?.subject ?? subject,
    notBefore: new Date(validity.notBefore),
    notAfter: new Date(validity.notAfter),
    publicKey: keys.publicKey,
    signingKey: issuer === undefined ? keys.privateKey : await importP384(issuer.privateKey),
    signingAlgorithm,
    extensions: [...extensions, ...(await keyIdentifiers(keys.publicKey, issuer))],
  })
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    privateKey: PemConverter.encode(privateKey, PemConverter.PrivateKeyTag),
    certificate: Buffer.from(certificate.rawData).toString('base64'),
    subject,
  }
}

async function keyIdentifiers(
  publicKey: webcrypto.CryptoKey,
  issuer: SignedKey | undefined,
): Promise<Extension[]> {
  const issuerKey = issuer === undefined ? publicKey : new X509Certificate(issuer.certificate).publicKey
  return [
    await SubjectKeyIdentifierExtension.create(publicKey),
    await AuthorityKeyIdentifierExtension.create(issuerKey),
  ]
}

async function importP384(pem: string): Promise<webcrypto.CryptoKey> {
  const der = PemConverter.decodeFirst(pem)
  return webcrypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign'])
}
