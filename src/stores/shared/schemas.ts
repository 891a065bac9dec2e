import { z } from 'zod'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'

/** A token or id that becomes one segment of a URL path, where `.` and `..` would change the path. */
export function pathSegmentSchema(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[\x21-\x7e]+$/)
    .refine((text) => text !== '.' && text !== '..')
}

/** A base URL that an operator entered, without trailing slashes. */
export const httpUrlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''))

export const storeEnvironmentSchema = z.enum(['PRODUCTION', 'SANDBOX'])

/** The environments of a store that are called, in this order. */
export const storeEnvironmentsSchema = z
  .array(storeEnvironmentSchema)
  .min(1)
  .max(2)
  .default(['PRODUCTION', 'SANDBOX'])

/** The name of an Android package. */
export const packageNameSchema = z
  .string()
  .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/, 'must be a package name, such as com.example.arcade')
  .max(255)

/** @param source where the operator finds the key, for the error message */
export function licenseKeySchema(source: string) {
  return z
    .string()
    .max(2_048)
    .refine(
      (text) => parseRsaPublicKey(text) !== null,
      `must be the license key of the app, in base64, as ${source} shows it`,
    )
}

/** UNIX time in milliseconds, which stores may send with fractions. The maximum is that of `Date`. */
export const unixMillisSchema = z.number().nonnegative().max(8.64e15)

/** An account token: a UUID of any version, in upper or lower case. */
export const accountTokenSchema = z.guid()

/** The account token in lower case; null for every other text, because apps use the same fields for their own purposes too. */
export function parseAccountToken(text: string | null | undefined): string | null {
  return accountTokenSchema.safeParse(text).data?.toLowerCase() ?? null
}
