import { z } from 'zod'

import { omitNullish, toInputIssues } from '../../platform/zod-input.ts'
import type { StoreDefinition } from '../contract/store-adapter.ts'
import {
  httpUrlSchema,
  licenseKeySchema,
  packageNameSchema,
  storeEnvironmentsSchema,
} from '../shared/schemas.ts'
import { oneStoreMarkets } from './config.ts'
import type { OneStoreConfig } from './config.ts'

type ParsedConnection = ReturnType<StoreDefinition['parseConnection']>

const settingsShape = {
  clientId: z.string().regex(/^[A-Za-z\d][\w.-]{0,199}$/, 'must be the client id of the app'),
  /** With a package name, signed receipts of another package are rejected; ONE store's API does not return it. */
  packageName: packageNameSchema.optional(),
  licenseKey: licenseKeySchema('the Developer Center').optional(),
  marketCode: z.enum(oneStoreMarkets).default('MKT_ONE'),
  environments: storeEnvironmentsSchema,
  commercialUrl: httpUrlSchema.optional(),
  sandboxUrl: httpUrlSchema.optional(),
}

const urlFields = ['commercialUrl', 'sandboxUrl'] as const

export const settingsSchema = z.strictObject(settingsShape)
/** The secret is sent in a form body, which allows every character; ONE store's secrets contain printable ASCII only. */
export const credentialsSchema = z.strictObject({
  clientSecret: z.string().regex(/^[\x21-\x7e]{1,1000}$/, 'must be the client secret of the app'),
})

export type OneStoreSettings = z.infer<typeof settingsSchema>
export type OneStoreCredentials = z.infer<typeof credentialsSchema>

const inputSchema = z.strictObject({ ...settingsShape, ...credentialsSchema.shape })

/** Splits an operator's input into settings, which may be shown again, and credentials; or names every invalid field. */
export function parseOneStoreConnection(input: unknown, config: OneStoreConfig): ParsedConnection {
  const parsed = inputSchema.safeParse(omitNullish(input))
  if (!parsed.success) return { ok: false, issues: toInputIssues(parsed.error) }
  const { clientSecret, ...settings } = parsed.data
  const disallowed = findDisallowedUrls(settings, config)
  if (disallowed.length > 0) {
    const message = `in production must be one of ${config.allowedUrls.join(', ')}`
    return { ok: false, issues: disallowed.map((field) => ({ field: [field], message })) }
  }
  const storeBundleId = settings.packageName ?? settings.clientId
  return { ok: true, connection: { storeBundleId, settings, credentials: { clientSecret } } }
}

/** The fields that name a server which may not be called in production. */
export function findDisallowedUrls(settings: OneStoreSettings, config: OneStoreConfig): string[] {
  if (!config.production) return []
  return urlFields.filter((field) => {
    const url = settings[field]
    return url !== undefined && !config.allowedUrls.includes(url)
  })
}
