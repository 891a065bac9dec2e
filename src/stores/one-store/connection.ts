import { z } from 'zod'

import { toInputIssues, omitNullish } from '../../platform/zod-input.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import type { StoreDefinition } from '../contract/store-adapter.ts'
import { oneStoreMarkets } from './config.ts'
import type { OneStoreConfig } from './config.ts'

type ParsedConnection = ReturnType<StoreDefinition['parseConnection']>

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''))

const settingsShape = {
  clientId: z.string().regex(/^[A-Za-z\d][\w.-]{0,199}$/, 'must be the client id of the app'),
  /** With it, signed purchase data of another package is told apart; ONE store's API does not name it. */
  packageName: z
    .string()
    .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'must be a package name, such as com.example.arcade')
    .max(255)
    .optional(),
  licenseKey: z
    .string()
    .max(2_048)
    .refine(
      (text) => parseRsaPublicKey(text) !== null,
      'must be the license key of the app, in base64, as the Developer Center shows it',
    )
    .optional(),
  marketCode: z.enum(oneStoreMarkets).default('MKT_ONE'),
  /** Which of ONE store's hosts are asked about a purchase, in this order. */
  environments: z
    .array(z.enum(['PRODUCTION', 'SANDBOX']))
    .min(1)
    .max(2)
    .default(['PRODUCTION', 'SANDBOX']),
  commercialUrl: httpUrl.optional(),
  sandboxUrl: httpUrl.optional(),
}

const urlFields = ['commercialUrl', 'sandboxUrl'] as const

export const settingsSchema = z.strictObject(settingsShape)
/** Goes into a form body, where every character may stand; header-like ones only are secrets of ONE store. */
export const credentialsSchema = z.strictObject({
  clientSecret: z.string().regex(/^[\x21-\x7e]{1,1000}$/, 'must be the client secret of the app'),
})

export type OneStoreSettings = z.infer<typeof settingsSchema>
export type OneStoreCredentials = z.infer<typeof credentialsSchema>

const inputSchema = z.strictObject({ ...settingsShape, ...credentialsSchema.shape })

/** Splits an operator's input into what may be shown again and what may not, or names every wrong field. */
export function parseOneStoreConnection(input: unknown, config: OneStoreConfig): ParsedConnection {
  const parsed = inputSchema.safeParse(omitNullish(input))
  if (!parsed.success) return { ok: false, issues: toInputIssues(parsed.error) }
  const { clientSecret, ...settings } = parsed.data
  const foreign = findDisallowedUrls(settings, config)
  if (foreign.length > 0) {
    const message = `in production must be one of ${config.allowedUrls.join(', ')}`
    return { ok: false, issues: foreign.map((field) => ({ field: [field], message })) }
  }
  const storeBundleId = settings.packageName ?? settings.clientId
  return { ok: true, connection: { storeBundleId, settings, credentials: { clientSecret } } }
}

/** The fields that name a server which production may not call. */
export function findDisallowedUrls(settings: OneStoreSettings, config: OneStoreConfig): string[] {
  if (!config.production) return []
  return urlFields.filter((field) => {
    const url = settings[field]
    return url !== undefined && !config.allowedUrls.includes(url)
  })
}
