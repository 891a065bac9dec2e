import { UnauthorizedError } from '../../platform/authorized-http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { toUnavailableError } from '../shared/store-errors.ts'
import { errorBodySchema } from './api-types.ts'

/** Google Play does not have the requested object for this app. A new purchase token takes some seconds until Google finds it. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
  readonly isRetryable: boolean
  constructor(isRetryable: boolean) {
    super('Google Play returned: not found')
    this.isRetryable = isRetryable
  }
}

/** A 400 with an unknown reason. It proves nothing about a receipt; after a mutation the purchase is read again. */
export class BadRequestError extends StoreUnavailableError {
  override readonly name: string = 'BadRequestError'
}

/** The wait when Google does not name one: quotas are counted per minute. */
const rateLimitDelayMs = 10_000

const quotaReasons = [
  'quotaExceeded',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
  'RESOURCE_EXHAUSTED',
]
/** Reasons of a 400 for an invalid purchase token. `productNotOwnedByUser`: refunded, voided or consumed in the meantime. */
const invalidTokenReasons = [
  'invalid',
  'invalidParameter',
  'badRequest',
  'productNotOwnedByUser',
  'INVALID_ARGUMENT',
]

/** @throws NotFoundError, BadRequestError, UnauthorizedError, StoreMisconfiguredError or StoreUnavailableError unless the status is 2xx */
export function assertSuccess(response: HttpResponse): void {
  const { status } = response
  if (status >= 200 && status < 300) return
  const error = errorBodySchema.safeParse(parseJson(response.body))
  // A body without Google's error object comes from a proxy and proves nothing about a purchase.
  const reasons = error.success ? readReasons(error.data.error) : null
  const hasReason = (known: readonly string[]): boolean =>
    reasons?.some((each) => known.includes(each)) ?? false
  if (status === 401) throw new UnauthorizedError(toMisconfiguredError(reasons ?? []))
  if (status === 429 || (status === 403 && hasReason(quotaReasons))) {
    const message = 'The Google Play API quota is exhausted'
    throw toUnavailableError(response, message, { defaultDelayMs: rateLimitDelayMs })
  }
  if (hasReason(['applicationNotFound'])) {
    throw new StoreMisconfiguredError('Google Play has no app with this package name', {
      code: 'APP_NOT_FOUND',
    })
  }
  if (status === 403 && reasons !== null) throw toMisconfiguredError(reasons)
  if (status === 404 && reasons !== null) throw new NotFoundError(true)
  if (status === 410 && reasons !== null) throw new NotFoundError(false)
  if (status === 400 && hasReason(invalidTokenReasons)) throw new NotFoundError(false)
  if (status === 400 && reasons !== null) {
    throw new BadRequestError('Google Play rejected the request (HTTP 400)')
  }
  throw toUnavailableError(response, `Google Play returned HTTP ${status}`)
}

type GoogleError = ReturnType<typeof errorBodySchema.parse>['error']

function readReasons(error: GoogleError): string[] {
  const named = [...(error.errors ?? []), ...(error.details ?? [])].map(({ reason }) => reason)
  return [...named, error.status].filter((reason) => typeof reason === 'string')
}

/** Names the missing permission or setting. Google sends `permissionDenied` with 401 as well as with 403. */
function toMisconfiguredError(reasons: readonly string[]): StoreMisconfiguredError {
  if (reasons.includes('accessNotConfigured') || reasons.includes('SERVICE_DISABLED')) {
    return new StoreMisconfiguredError(
      'The Google Play Android Developer API is not enabled in the Cloud project of the service account',
      { code: 'API_DISABLED' },
    )
  }
  if (reasons.includes('projectNotLinked')) {
    return new StoreMisconfiguredError(
      'The Cloud project of the service account is not linked in Play Console',
      { code: 'API_DISABLED' },
    )
  }
  if (reasons.includes('permissionDenied') || reasons.includes('PERMISSION_DENIED')) {
    return new StoreMisconfiguredError(
      'The service account lacks a permission for this app in Play Console (Users and permissions): it needs ' +
        '"View financial data, orders, and cancellation survey responses" and "Manage orders and subscriptions"; ' +
        'new permissions can take a day',
      { code: 'PERMISSION_MISSING' },
    )
  }
  return new StoreMisconfiguredError("Google Play rejects the service account's access token", {
    code: 'CREDENTIALS_REJECTED',
  })
}
