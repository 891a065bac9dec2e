import { createPrivateKey } from 'node:crypto'

import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import { omitNullish, toInputIssues } from '../../platform/zod-input.ts'
import type { StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { toRecord } from '../shared/stored-connection.ts'
import { httpUrlSchema, licenseKeySchema, packageNameSchema } from '../shared/schemas.ts'

type ParsedConnection = ReturnType<StoreDefinition['parseConnection']>

const pushSchema = z.strictObject({
  serviceAccountEmail: z.email('must be the e-mail address of the service account that pushes').max(320),
  /** By default Google uses the URL of the push endpoint. */
  audience: z
    .string('must be the audience of the push subscription')
    .min(1, 'must be the audience of the push subscription')
    .max(2_000),
  subscription: z
    .string()
    .regex(/^projects\/[^/\s]+\/subscriptions\/[^/\s]+$/, 'must be like projects/…/subscriptions/…')
    .max(500)
    .optional(),
  certsUrl: httpUrlSchema.optional(),
})

const settingsShape = {
  packageName: packageNameSchema,
  /** With a license key, the signature of a receipt is verified before Google is called. */
  licenseKey: licenseKeySchema('Play Console').optional(),
  /** How pushes of Pub/Sub are authenticated. Without it all pushes are rejected. */
  push: z.preprocess(omitNullish, pushSchema).optional(),
  apiUrl: httpUrlSchema.optional(),
  tokenUrl: httpUrlSchema.optional(),
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

/** Splits an operator's input into settings, which may be shown again, and credentials; or names every invalid field. */
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

/** The inverse of `parseGooglePlayConnection`: the key file has only the members that are stored. */
export function toGooglePlayInput({
  settings,
  credentials,
}: StoreConnection): Readonly<Record<string, unknown>> {
  const parsed = credentialsSchema.safeParse(credentials)
  if (!parsed.success) return toRecord(settings)
  const { clientEmail, privateKey, privateKeyId } = parsed.data
  const keyFile = {
    type: 'service_account',
    client_email: clientEmail,
    private_key: privateKey,
    ...(privateKeyId === null ? {} : { private_key_id: privateKeyId }),
  }
  return { ...toRecord(settings), serviceAccountJson: JSON.stringify(keyFile) }
}

/** The fields that let a store emulator take the place of Google; not allowed in production. */
export function emulatorFields({ apiUrl, tokenUrl, push }: GooglePlaySettings): string[][] {
  return [
    ...(apiUrl === undefined ? [] : [['apiUrl']]),
    ...(tokenUrl === undefined ? [] : [['tokenUrl']]),
    ...(push?.certsUrl === undefined ? [] : [['push', 'certsUrl']]),
  ]
}

/** Returns the fields that a grant needs. `token_uri` is ignored: a file must not decide where its key is sent. */
function parseKeyFile(text: string, ctx: z.RefinementCtx): GooglePlayCredentials {
  const fail = (message: string): never => {
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const json = parseJson(text)
  if (json === undefined) return fail('is not JSON: enter the whole text of the key file')
  const file = keyFileSchema.safeParse(json)
  if (!file.success) return fail(describeWrongFile(json))
  const { client_email, private_key, private_key_id = null } = file.data
  if (!isRsaPrivateKey(private_key)) return fail('contains no readable RSA private key (private_key)')
  return { clientEmail: client_email, privateKey: private_key, privateKeyId: private_key_id }
}

function describeWrongFile(json: unknown): string {
  const keys = typeof json === 'object' && json !== null ? Object.keys(json) : []
  if (keys.includes('web') || keys.includes('installed')) {
    return 'is the file of an OAuth client: create a key of a service account instead'
  }
  if (keys.includes('project_info')) {
    return 'is google-services.json, which belongs into apps: create a key of a service account instead'
  }
  return 'must be the JSON key file of a service account, with type, client_email and private_key'
}

function isRsaPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
