import { UnauthorizedError } from '../../platform/authorized-http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, type StoreUnavailableError } from '../contract/store-adapter.ts'
import { toUnavailableError } from '../shared/store-errors.ts'
import { errorBodySchema } from './api-types.ts'
import type { OneStoreConfig } from './config.ts'

/** The host has no such purchase for this app, product and market. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** An acknowledge or consume was neither successful nor temporarily unavailable: the purchase is read again to find out why. */
export class StateConflictError extends Error {
  override readonly name = 'StateConflictError'
}

type ErrorCodes = Pick<OneStoreConfig, 'notFoundCodes' | 'stateConflictCodes' | 'rateLimitDelayMs'>

/** What was requested, and where. */
export type RequestScope = { readonly method: 'GET' | 'POST'; readonly environment: StoreEnvironment }

/**
 * The status decides and the code only refines it, because most codes are not officially documented. A body without ONE store's error
 * object comes from the server in front of the API and proves nothing about a purchase.
 * @throws an error unless the status is 2xx
 */
export function assertSuccess(response: HttpResponse, scope: RequestScope, config: ErrorCodes): void {
  const { status } = response
  if (status >= 200 && status < 300) return
  const code = readErrorCode(response.body)
  if (status === 401) {
    const message = `ONE store rejects the app's access token (${scope.environment})`
    throw new UnauthorizedError(new StoreMisconfiguredError(message, { code: 'CREDENTIALS_REJECTED' }))
  }
  if (status === 403 && code !== null) {
    const message = `ONE store rejects the app of this client id (${sanitizeCode(code)})`
    throw new StoreMisconfiguredError(message, { code: 'PERMISSION_MISSING' })
  }
  if (status === 404 && code !== null && config.notFoundCodes.includes(code)) throw new NotFoundError()
  if (scope.method === 'POST' && code !== null) {
    if (status === 409 || (status === 400 && config.stateConflictCodes.includes(code))) {
      throw new StateConflictError()
    }
  }
  throw toOneStoreUnavailableError(response, 'ONE store', config)
}

/** @param source what responded, for the message */
export function toOneStoreUnavailableError(
  response: HttpResponse,
  source: string,
  config: Pick<OneStoreConfig, 'rateLimitDelayMs'>,
): StoreUnavailableError {
  const code = readErrorCode(response.body)
  const suffix = code === null ? '' : ` (${sanitizeCode(code)})`
  const defaultDelayMs = response.status === 429 ? config.rateLimitDelayMs : null
  return toUnavailableError(response, `${source} returned HTTP ${response.status}${suffix}`, {
    defaultDelayMs,
  })
}

function readErrorCode(body: string): string | null {
  const parsed = errorBodySchema.safeParse(parseJson(body))
  return parsed.success ? parsed.data.error.code : null
}

/** Text from a server becomes part of a message only if it looks like a code. */
function sanitizeCode(code: string): string {
  return /^[A-Z][A-Za-z]{2,49}$/.test(code) ? code : 'unknown code'
}
