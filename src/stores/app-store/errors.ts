import { z } from 'zod'

import { readClockSkewMs, type HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { toUnavailableError } from '../shared/store-errors.ts'

/** The App Store rejected the token, or the key that signed it. */
export type Unauthorized = {
  readonly kind: 'unauthorized'
  /** Whether another token may be accepted. */
  readonly isTokenRejected: boolean
  /** How far this machine's clock is ahead of the App Store's; null if unknown. */
  readonly clockSkewMs: number | null
}

/** A response that says no. It is final: repeating the call returns the same. */
export type AppleRejection = { readonly kind: 'rejected'; readonly errorCode: number } | Unauthorized

/** The transaction does not exist: no such id, no such account, malformed id. */
export const notFoundCodes: ReadonlySet<number> = new Set([4040010, 4040001, 4000006])
/** In addition: the type of product or id does not support the call, or the item is family-shared. */
export const permanentErrorCodes: ReadonlySet<number> = new Set([...notFoundCodes, 4000047, 4000048, 4000185])
/** The window or the page of the notification history is invalid: too old, reversed or expired. */
export const invalidHistoryRequestCodes: ReadonlySet<number> = new Set([
  4000012, 4000013, 4000014, 4000015, 4000016, 4000017,
])
/** The subscription does not exist: no such original transaction, or a malformed id. */
export const noSubscriptionCodes: ReadonlySet<number> = new Set([...notFoundCodes, 4040005, 4000008])
/** The subscription or the request is not one that can be extended. */
export const extensionRejectedCodes: ReadonlySet<number> = new Set([
  ...[...noSubscriptionCodes, 4000009, 4000010, 4000011, 4030004, 4030005, 4030007],
])
/** The account token is no UUID, the item is family-shared, or the id is not that of an original transaction. */
export const accountTokenRejectedCodes: ReadonlySet<number> = new Set([
  ...[...noSubscriptionCodes, ...permanentErrorCodes, 4000183, 4000187],
])
export const invalidRevisionCode = 4000005

/** The app does not exist. */
const wrongAppCodes: ReadonlySet<number> = new Set([4000002, 4040003])

const errorBodySchema = z.object({ errorCode: z.number() })

/**
 * Interprets an error response. Everything except a clear rejection counts as unavailable, so that an outage of the App Store never
 * invalidates a sale.
 * @param expectedErrorCodes the codes that are a clear rejection of this call
 * @param cause the error that Apple's client threw for the response
 * @throws StoreUnavailableError, StoreMisconfiguredError
 */
export function toRejectionOrThrow(
  response: HttpResponse,
  expectedErrorCodes: ReadonlySet<number>,
  cause: unknown,
): AppleRejection {
  const { status, headers, body } = response
  const errorCode = errorBodySchema.safeParse(parseJson(body)).data?.errorCode ?? null
  if (errorCode !== null && status === 403 && expectedErrorCodes.has(errorCode)) {
    return { kind: 'rejected', errorCode }
  }
  if (status === 401 || status === 403) {
    return { kind: 'unauthorized', isTokenRejected: status === 401, clockSkewMs: readClockSkewMs(headers) }
  }
  if (errorCode !== null && (status === 404 || status === 400)) {
    if (expectedErrorCodes.has(errorCode)) return { kind: 'rejected', errorCode }
    if (wrongAppCodes.has(errorCode)) {
      const message = `The App Store has no app with this bundle id (${errorCode})`
      throw new StoreMisconfiguredError(message, { code: 'APP_NOT_FOUND', cause })
    }
  }
  const suffix = errorCode === null ? '' : ` (${errorCode})`
  throw toUnavailableError(response, `The App Store returned HTTP ${status}${suffix}`, { cause })
}

export function apiKeyRejected(environments: readonly StoreEnvironment[]): StoreMisconfiguredError {
  const message = `The App Store rejects the API key (${environments.join(', ')})`
  return new StoreMisconfiguredError(message, { code: 'CREDENTIALS_REJECTED' })
}

/** @param list the name of the paginated list, for the message */
export function pageUnavailable(list: string, errorCode: number): StoreUnavailableError {
  return new StoreUnavailableError(`The App Store has no such page of its ${list} (${errorCode})`)
}

/** The OCSP responder of a certificate did not answer, or not in time. */
export function revocationUnknown(cause: unknown): StoreUnavailableError {
  return new StoreUnavailableError("The revocation status of Apple's certificate is unavailable", { cause })
}
