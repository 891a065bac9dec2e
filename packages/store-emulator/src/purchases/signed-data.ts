import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isDataForgery } from './forgery.ts'
import type { DataForgery, Forgery } from './forgery.ts'

/** Purchase data exactly as the app gets it, and the signature over its bytes. */
export type SignedData = { originalJson: string; signature: string }

export type DataSigner = {
  algorithm: 'RSA-SHA1' | 'RSA-SHA512'
  key: KeyObject
}

/** Signs purchase data with the app's license key, or wrongly in the way of a forgery. */
export function signPurchaseData(
  signer: DataSigner,
  fields: Readonly<Record<string, unknown>>,
  forgery: Forgery | undefined,
): SignedData {
  const good = signText(signer, JSON.stringify(fields))
  if (forgery === undefined || !isDataForgery(forgery)) return good
  return FORGERS[forgery](good, fields, signer)
}

type Forger = (good: SignedData, fields: Readonly<Record<string, unknown>>, signer: DataSigner) => SignedData

const FORGERS: Record<DataForgery, Forger> = {
  TAMPERED_DATA: ({ signature }, fields) => ({
    originalJson: JSON.stringify({ ...fields, quantity: 10 + Number(fields['quantity']) }),
    signature,
  }),
  TAMPERED_SIGNATURE: ({ originalJson, signature }) => ({
    originalJson,
    signature: flipLastBit(signature),
  }),
  OTHER_PACKAGE: (_good, fields, signer) =>
    signText(signer, JSON.stringify({ ...fields, packageName: 'com.example.other' })),
  OTHER_KEY: ({ originalJson }, _fields, signer) =>
    signText({ ...signer, key: (otherKey ??= createOtherKey()) }, originalJson),
  OTHER_DIGEST: ({ originalJson }, _fields, { key }) => ({
    originalJson,
    signature: sign('RSA-SHA256', Buffer.from(originalJson), key).toString('base64'),
  }),
  REWRITTEN_DATA: ({ signature }, fields) => ({
    originalJson: JSON.stringify(fields, null, 1),
    signature,
  }),
  EMPTY_SIGNATURE: ({ originalJson }) => ({ originalJson, signature: '' }),
}

/** Made when first needed: few tests need it, and it takes a while. */
let otherKey: KeyObject | undefined

function createOtherKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

function signText({ algorithm, key }: DataSigner, text: string): SignedData {
  return { originalJson: text, signature: sign(algorithm, Buffer.from(text), key).toString('base64') }
}

export function flipLastBit(signature: string): string {
  const bytes = Buffer.from(signature, 'base64')
  const last = bytes.length - 1
  bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last)
  return bytes.toString('base64')
}
