import { X509Certificate, createPrivateKey } from 'node:crypto'

import { z } from 'zod'

import { omitNullish, toInputIssues, type InputIssue } from '../../platform/zod-input.ts'
import type { StoreDefinition } from '../contract/store-adapter.ts'
import { httpUrlSchema, storeEnvironmentsSchema } from '../shared/schemas.ts'

type ParsedConnection = ReturnType<StoreDefinition['parseConnection']>

const hourMs = 60 * 60_000

/** A refund after the signature is not visible in a receipt, so an older one is looked up. */
const defaultMaxSignedAgeMs = hourMs

const rootCertificate = z.base64().max(8_192).refine(isCertificate, 'must be a certificate in base64 DER')

/** The fields that let a store emulator take the place of the App Store; not allowed in production. */
const emulatorFields = ['productionUrl', 'sandboxUrl', 'rootCertificates'] as const

const settingsShape = {
  bundleId: z.string().regex(/^[\d.A-Za-z-]{1,155}$/, 'must be a bundle id, such as com.example.arcade'),
  appAppleId: z
    .union(
      [
        z.int().positive(),
        z
          .string()
          .regex(/^[1-9]\d{0,14}$/)
          .transform(Number),
      ],
      'must be the Apple ID of the app',
    )
    .optional(),
  environments: storeEnvironmentsSchema,
  maxSignedAgeMs: z
    .int()
    .nonnegative()
    .max(365 * 24 * hourMs)
    .default(defaultMaxSignedAgeMs),
  /** False where the app alone finishes its transactions. */
  finishTransactions: z.boolean().default(true),
  productionUrl: httpUrlSchema.optional(),
  sandboxUrl: httpUrlSchema.optional(),
  rootCertificates: z.array(rootCertificate).min(1).max(8).optional(),
}

const credentialsShape = {
  issuerId: z.string().regex(/^[\w-]{1,64}$/, 'must be the issuer id of the key'),
  keyId: z.string().regex(/^[\w-]{1,64}$/, 'must be the id of the key'),
  privateKey: z
    .string()
    .max(8_192)
    .refine(isSigningKey, 'must be the P-256 private key, in PEM, of a .p8 file'),
}

export const settingsSchema = z.strictObject(settingsShape)
export const credentialsSchema = z.strictObject(credentialsShape)

export type AppStoreSettings = z.infer<typeof settingsSchema>
export type AppStoreCredentials = z.infer<typeof credentialsSchema>

const inputSchema = z.strictObject({ ...settingsShape, ...z.strictObject(credentialsShape).partial().shape })

/** Splits an operator's input into settings, which may be shown again, and credentials; or names every invalid field. */
export function parseAppStoreConnection(input: unknown, production: boolean): ParsedConnection {
  const parsed = inputSchema.safeParse(omitNullish(input))
  if (!parsed.success) return { ok: false, issues: toInputIssues(parsed.error) }
  const { issuerId, keyId, privateKey, ...settings } = parsed.data
  const issues = [
    ...emulatorIssues(settings, production),
    ...incompleteKeyIssues({ issuerId, keyId, privateKey }),
  ]
  if (issues.length > 0) return { ok: false, issues }
  const hasKey = issuerId !== undefined && keyId !== undefined && privateKey !== undefined
  const credentials = hasKey ? { issuerId, keyId, privateKey } : null
  return { ok: true, connection: { storeBundleId: settings.bundleId, settings, credentials } }
}

export function usesEmulator(settings: AppStoreSettings): boolean {
  return emulatorFields.some((field) => settings[field] !== undefined)
}

function emulatorIssues(settings: AppStoreSettings, production: boolean): InputIssue[] {
  if (!production) return []
  return emulatorFields
    .filter((field) => settings[field] !== undefined)
    .map((field) => ({ field: [field], message: 'is not allowed in production' }))
}

/** A connection works without an API key, but an incomplete key is a mistake. */
function incompleteKeyIssues(key: Readonly<Record<string, string | undefined>>): InputIssue[] {
  const missing = Object.keys(key).filter((field) => key[field] === undefined)
  if (missing.length === 0 || missing.length === Object.keys(key).length) return []
  return missing.map((field) => ({
    field: [field],
    message: 'is missing: a key has all three of its fields',
  }))
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).ca
  } catch {
    return false
  }
}

function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
