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

/** Every time that a store states is before it. PostgreSQL and RFC 3339 write years up to 9999 only. */
const endOfTimes = Date.UTC(3000, 0, 1)

function isStorableTime(time: number): boolean {
  return time >= 0 && time < endOfTimes
}

/** UNIX time in milliseconds, which stores may send with fractions. */
export const unixMillisSchema = z.number().refine(isStorableTime)

/** A time in RFC 3339. */
export const instantTextSchema = z.iso
  .datetime({ offset: true })
  .refine((text) => isStorableTime(Date.parse(text)))

/** A text of a store: PostgreSQL stores no NUL, and none of these ids and names has control characters or lone surrogates. */
export function storeTextSchema(maxLength: number) {
  return z
    .string()
    .min(1)
    .max(maxLength)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))
}

/** A quantity that a customer can buy at once. */
export const quantitySchema = z.int32().positive()

export const currencyCodeSchema = z.string().regex(/^[A-Z]{3}$/)

const accountTokenSchema = z.guid()

/** The nil and the max UUID (RFC 9562): libraries send them when the app has set no account token. */
const placeholders = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

/**
 * The account token in lower case: a UUID of any version. Null for every other text, because apps use the same fields for their own
 * purposes too, and for placeholders.
 */
export function parseAccountToken(text: unknown): string | null {
  const token = accountTokenSchema.safeParse(text).data?.toLowerCase() ?? null
  return token === null || placeholders.includes(token) ? null : token
}
