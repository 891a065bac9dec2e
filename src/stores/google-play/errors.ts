import { CircuitOpenError } from '../../platform/circuit-breaker.ts'
import { HttpError, parseRetryAfter } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { errorBodySchema, parseJson } from './api-types.ts'

/** Google's own word that there is no such thing for us. It `mayAppear`: new tokens take some seconds to arrive. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
  readonly isRetryable: boolean
  constructor(mayAppear: boolean) {
    super('Google Play returned: not found')
    this.isRetryable = mayAppear
  }
}

/** A 400 whose reason is not known: nothing to judge a receipt by, but a reason to look at the purchase again. */
export class BadRequestError extends StoreUnavailableError {}

/** 401: worth one new access token, then an operator's matter. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
  readonly storeError: StoreMisconfiguredError
  constructor(misconfigured: StoreMisconfiguredError) {
    super(misconfigured.message)
    this.storeError = misconfigured
  }
}

/** Where Google does not say how long: quotas are counted by the minute, and refill as it passes. */
const rateLimitDelayMs = 10_000

const quotaReasons = [
  'quotaExceeded',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
  'RESOURCE_EXHAUSTED',
]
/** What a 400 says when the token is at fault. `productNotOwnedByUser`: refunded, voided or consumed since. */
const invalidTokenReasons = [
  'invalid',
  'invalidParameter',
  'badRequest',
  'productNotOwnedByUser',
  'INVALID_ARGUMENT',
]

/** @throws NotThere, TokenRefused, StoreMisconfigured or StoreUnavailable for everything that is not a success */
export function assertSuccess(response: HttpResponse): void {
  const { status } = response
  if (status >= 200 && status < 300) return
  const error = errorBodySchema.safeParse(parseJson(response.body))
  // A page in place of Google's error object comes from something in between, and tells nothing of a purchase.
  const reasons = error.success ? readReasons(error.data.error) : null
  const says = (known: readonly string[]): boolean => reasons?.some((each) => known.includes(each)) ?? false
  if (status === 401) throw new UnauthorizedError(toMisconfiguredError(reasons ?? []))
  if (status === 429 || (status === 403 && says(quotaReasons))) {
    throw toUnavailableError(response, 'The Google Play API quota is exhausted', rateLimitDelayMs)
  }
  if (says(['applicationNotFound'])) {
    throw new StoreMisconfiguredError('Google Play has no app with this package name')
  }
  if (status === 403 && reasons !== null) throw toMisconfiguredError(reasons)
  if (status === 404 && reasons !== null) throw new NotFoundError(true)
  if (status === 410 && reasons !== null) throw new NotFoundError(false)
  if (status === 400 && says(invalidTokenReasons)) throw new NotFoundError(false)
  if (status === 400 && reasons !== null)
    throw new BadRequestError('Google Play rejected the request (HTTP 400)')
  throw toUnavailableError(response, `Google Play returned HTTP ${status}`)
}

/** A call that could not be made, in the contract's words. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof CircuitOpenError) {
    const message = 'Google Play is not called for a moment after repeated failures (circuit open)'
    return new StoreUnavailableError(message, { retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof HttpError) {
    return new StoreUnavailableError(`Google Play: ${error.message}`, { cause: error })
  }
  return error
}

export function toUnavailableError(
  response: HttpResponse,
  message: string,
  defaultDelayMs?: number,
): StoreUnavailableError {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now()) ?? defaultDelayMs
  return new StoreUnavailableError(message, retryAfterMs === undefined ? {} : { retryAfterMs })
}

type GoogleError = ReturnType<typeof errorBodySchema.parse>['error']

function readReasons(error: GoogleError): string[] {
  const named = [...(error.errors ?? []), ...(error.details ?? [])].map(({ reason }) => reason)
  return [...named, error.status].filter((reason) => typeof reason === 'string')
}

/** Names the half that is missing. Google has sent `permissionDenied` with 401 as well as with 403. */
function toMisconfiguredError(reasons: readonly string[]): StoreMisconfiguredError {
  if (reasons.includes('accessNotConfigured') || reasons.includes('SERVICE_DISABLED')) {
    return new StoreMisconfiguredError(
      'The Google Play Android Developer API is not enabled in the Cloud project of the service account',
    )
  }
  if (reasons.includes('projectNotLinked')) {
    return new StoreMisconfiguredError(
      'The Cloud project of the service account is not linked in Play Console',
    )
  }
  if (reasons.includes('permissionDenied') || reasons.includes('PERMISSION_DENIED')) {
    return new StoreMisconfiguredError(
      'The service account lacks a permission for this app in Play Console (Users and permissions): it needs ' +
        '"View financial data, orders, and cancellation survey responses" and "Manage orders and subscriptions"; ' +
        'new permissions can take a day',
    )
  }
  return new StoreMisconfiguredError("Google Play rejects the service account's access token")
}
