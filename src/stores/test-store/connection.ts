import { createPublicKey } from 'node:crypto'

import { z } from 'zod'

import { omitNullish, toInputIssues } from '../../platform/zod-input.ts'
import type { StoreDefinition } from '../contract/store-adapter.ts'

export const settingsSchema = z.strictObject({
  bundleId: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters without spaces'),
  /** With or without the path `/test-store`. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
    .transform((url) => url.replace(/(\/test-store)?\/*$/, '')),
  receiptPublicKey: z.string().max(1_024).refine(isEd25519Key, 'must be an Ed25519 public key in PEM (SPKI)'),
})

export const credentialsSchema = z.strictObject({
  apiSecret: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters without spaces'),
})

export type TestStoreSettings = z.infer<typeof settingsSchema>

const inputSchema = z.strictObject({ ...settingsSchema.shape, ...credentialsSchema.shape })

export function parseTestStoreConnection(input: unknown): ReturnType<StoreDefinition['parseConnection']> {
  const parsed = inputSchema.safeParse(omitNullish(input))
  if (!parsed.success) return { ok: false, issues: toInputIssues(parsed.error) }
  const { apiSecret, ...settings } = parsed.data
  return { ok: true, connection: { storeBundleId: settings.bundleId, settings, credentials: { apiSecret } } }
}

function isEd25519Key(pem: string): boolean {
  try {
    return createPublicKey(pem).asymmetricKeyType === 'ed25519'
  } catch {
    return false
  }
}
