import { createPrivateKey } from 'node:crypto'

import { z } from 'zod'

import { toInputIssues, omitNullish } from '../../platform/zod-input.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import type { StoreDefinition } from '../contract/store-adapter.ts'

type ParsedConnection = ReturnType<StoreDefinition['parseConnection']>

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''))

const pushSchema = z.strictObject({
  serviceAccountEmail: z.email('must be the e-mail address of the service account that pushes').max(320),
  /** Left to Google it is the address that is pushed to. */
  audience: z
    .string('must be the audience of the push subscription')
    .min(1, 'must be the audience of the push subscription')
    .max(2_000),
  subscription: z
    .string()
    .regex(/^projects\/[^/\s]+\/subscriptions\/[^/\s]+$/, 'must be like projects/…/subscriptions/…')
    .max(500)
    .optional(),
  certsUrl: httpUrl.optional(),
})

const settingsShape = {
  packageName: z
    .string()
    .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'must be a package name, such as com.example.arcade')
    .max(255),
  /** With it, purchase data that the app hands on is checked before Google is asked. */
  licenseKey: z
    .string()
    .max(2_048)
    .refine(
      (text) => parseRsaPublicKey(text) !== null,
      'must be the license key of the app, in base64, as Play Console shows it',
    )
    .optional(),
  /** How pushes of Pub/Sub prove that they are Google's; without it none is taken. */
  push: z.preprocess(omitNullish, pushSchema).optional(),
  apiUrl: httpUrl.optional(),
  tokenUrl: httpUrl.optional(),
}

export const settingsSchema = z.strictObject(settingsShape)
export const credentialsSchema = z.strictObject({
  clientEmail: z.string(),
  privateKey: z.string(),
  privateKeyId: z.string().nullable(),
})

export type GooglePlaySettings = z.infer<typeof settingsSchema>
export type GooglePlayPush = z.infer<typeof pushSchema>
export type GooglePlayCredentials = z.infer<typeof credentialsSchema>

const keyFileSchema = z.object({
  type: z.literal('service_account'),
  client_email: z.email().max(320),
  private_key: z.string().max(16_384),
  private_key_id: z.string().max(200).optional(),
})

const inputSchema = z.strictObject({
  ...settingsShape,
  serviceAccountJson: z.string('must be the text of the JSON key file').max(32_768).transform(parseKeyFile),
})

/** Splits an operator's input into what may be shown again and what may not, or names every wrong field. */
export function parseGooglePlayConnection(input: unknown, production: boolean): ParsedConnection {
  const parsed = inputSchema.safeParse(omitNullish(input))
  if (!parsed.success) return { ok: false, issues: toInputIssues(parsed.error) }
  const { serviceAccountJson, ...settings } = parsed.data
  const issues = emulatorFields(settings).map((field) => ({ field, message: 'is not allowed in production' }))
  if (production && issues.length > 0) return { ok: false, issues }
  return {
    ok: true,
    connection: { storeBundleId: settings.packageName, settings, credentials: serviceAccountJson },
  }
}

/** The fields by which a store emulator stands in for Google; never in production. */
export function emulatorFields({ apiUrl, tokenUrl, push }: GooglePlaySettings): string[][] {
  return [
    ...(apiUrl === undefined ? [] : [['apiUrl']]),
    ...(tokenUrl === undefined ? [] : [['tokenUrl']]),
    ...(push?.certsUrl === undefined ? [] : [['push', 'certsUrl']]),
  ]
}

/** Keeps what a grant needs. The file's `token_uri` is not used: a file must not say where keys are sent to. */
function parseKeyFile(text: string, ctx: z.RefinementCtx): GooglePlayCredentials {
  const fail = (message: string): never => {
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const json = parseJson(text)
  if (json === undefined) return fail('is not JSON: give the whole text of the key file')
  const file = keyFileSchema.safeParse(json)
  if (!file.success) return fail(describeWrongFile(json))
  const { client_email, private_key, private_key_id = null } = file.data
  if (!isRsaPrivateKey(private_key)) return fail('holds no readable RSA private key (private_key)')
  return { clientEmail: client_email, privateKey: private_key, privateKeyId: private_key_id }
}

function describeWrongFile(json: unknown): string {
  const keys = typeof json === 'object' && json !== null ? Object.keys(json) : []
  if (keys.includes('web') || keys.includes('installed')) {
    return 'is the file of an OAuth client: make a key of a service account instead'
  }
  if (keys.includes('project_info')) {
    return 'is google-services.json, which apps carry: make a key of a service account instead'
  }
  return 'must be the JSON key file of a service account, with type, client_email and private_key'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRsaPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
