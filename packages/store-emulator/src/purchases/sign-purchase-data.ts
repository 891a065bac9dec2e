import { generateKeyPairSync, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isSignedDataTamperMode } from './tamper-mode.ts'
import type { SignedDataTamperMode, TamperMode } from './tamper-mode.ts'

/** The purchase data exactly as the app receives it, and the signature over its bytes. */
export type SignedPurchaseData = { originalJson: string; signature: string }

export type PurchaseDataSigner = {
  algorithm: 'RSA-SHA1' | 'RSA-SHA512'
  key: KeyObject
}

/** Signs purchase data with the app's license key; with a tamper mode the result is invalid in that way. */
export function signPurchaseData(
  signer: PurchaseDataSigner,
  fields: Readonly<Record<string, unknown>>,
  tamperMode: TamperMode | undefined,
): SignedPurchaseData {
  const validData = signText(signer, JSON.stringify(fields))
  if (tamperMode === undefined || !isSignedDataTamperMode(tamperMode)) return validData
  return tamperers[tamperMode](validData, fields, signer)
}

type Tamperer = (
  valid: SignedPurchaseData,
  fields: Readonly<Record<string, unknown>>,
  signer: PurchaseDataSigner,
) => SignedPurchaseData

const tamperers: Record<SignedDataTamperMode, Tamperer> = {
  TAMPERED_DATA: ({ signature }, fields) => ({
    originalJson: JSON.stringify({ ...fields, quantity: 10 + Number(fields['quantity']) }),
    signature,
  }),
  TAMPERED_SIGNATURE: ({ originalJson, signature }) => ({
    originalJson,
    signature: flipLastBit(signature),
  }),
  OTHER_PACKAGE: (_valid, fields, signer) =>
    signText(signer, JSON.stringify({ ...fields, packageName: 'com.example.other' })),
  OTHER_KEY: ({ originalJson }, _fields, signer) =>
    signText({ ...signer, key: (foreignKey ??= createForeignKey()) }, originalJson),
  OTHER_DIGEST: ({ originalJson }, _fields, { key }) => ({
    originalJson,
    signature: sign('RSA-SHA256', Buffer.from(originalJson), key).toString('base64'),
  }),
  REFORMATTED_JSON: ({ signature }, fields) => ({
    originalJson: JSON.stringify(fields, null, 1),
    signature,
  }),
  EMPTY_SIGNATURE: ({ originalJson }) => ({ originalJson, signature: '' }),
}

/** Created on first use, because generating it is slow and few callers need it. */
let foreignKey: KeyObject | undefined

function createForeignKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}

function signText({ algorithm, key }: PurchaseDataSigner, text: string): SignedPurchaseData {
  return { originalJson: text, signature: sign(algorithm, Buffer.from(text), key).toString('base64') }
}

export function flipLastBit(signature: string): string {
  const bytes = Buffer.from(signature, 'base64')
  const last = bytes.length - 1
  bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last)
  return bytes.toString('base64')
}
