import { CircuitOpen } from '../../platform/circuit-breaker.ts'
import { HttpFailure, parseRetryAfter } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import { errorBodySchema, readJson } from './api-types.ts'

/** Google's own word that there is no such thing for us. It `mayAppear`: new tokens take some seconds to arrive. */
export class NotThere extends Error {
  override readonly name = 'NotThere'
  readonly mayAppear: boolean
  constructor(mayAppear: boolean) {
    super('Google Play knows no such thing of this app')
    this.mayAppear = mayAppear
  }
}

/** A 400 whose reason is not known: nothing to judge a receipt by, but a reason to look at the purchase again. */
export class Objected extends StoreUnavailable {}

/** 401: worth one new access token, then an operator's matter. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly misconfigured: StoreMisconfigured
  constructor(misconfigured: StoreMisconfigured) {
    super(misconfigured.message)
    this.misconfigured = misconfigured
  }
}

/** Where Google does not say how long: quotas are counted by the minute, and refill as it passes. */
const quotaWaitMs = 10_000

const quotaReasons = [
  'quotaExceeded',
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'dailyLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
  'RESOURCE_EXHAUSTED',
]
/** What a 400 says when the token is at fault. `productNotOwnedByUser`: refunded, voided or consumed since. */
const faultyTokenReasons = [
  'invalid',
  'invalidParameter',
  'badRequest',
  'productNotOwnedByUser',
  'INVALID_ARGUMENT',
]

/** @throws NotThere, TokenRefused, StoreMisconfigured or StoreUnavailable for everything that is not a success */
export function assertSuccess(answer: HttpAnswer): void {
  const { status } = answer
  if (status >= 200 && status < 300) return
  const error = errorBodySchema.safeParse(readJson(answer.body))
  // A page in place of Google's error object comes from something in between, and tells nothing of a purchase.
  const reasons = error.success ? readReasons(error.data.error) : null
  const says = (known: readonly string[]): boolean => reasons?.some((each) => known.includes(each)) ?? false
  if (status === 401) throw new TokenRefused(describeRefusal(reasons ?? []))
  if (status === 429 || (status === 403 && says(quotaReasons))) {
    throw unavailable(answer, 'The quota of the Google Play connection is used up', quotaWaitMs)
  }
  if (says(['applicationNotFound'])) {
    throw new StoreMisconfigured('Google Play knows no app of this package name')
  }
  if (status === 403 && reasons !== null) throw describeRefusal(reasons)
  if (status === 404 && reasons !== null) throw new NotThere(true)
  if (status === 410 && reasons !== null) throw new NotThere(false)
  if (status === 400 && says(faultyTokenReasons)) throw new NotThere(false)
  if (status === 400 && reasons !== null) throw new Objected('Google Play objects to the call')
  throw unavailable(answer, `Google Play answered ${status}`)
}

/** A call that could not be made, in the contract's words. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof CircuitOpen) {
    const message = 'Google Play failed too often of late and is left alone for a moment'
    return new StoreUnavailable(message, { retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof HttpFailure) {
    return new StoreUnavailable(`Google Play: ${error.message}`, { cause: error })
  }
  return error
}

export function unavailable(answer: HttpAnswer, message: string, waitMs?: number): StoreUnavailable {
  const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), Date.now()) ?? waitMs
  return new StoreUnavailable(message, retryAfterMs === undefined ? {} : { retryAfterMs })
}

type GoogleError = ReturnType<typeof errorBodySchema.parse>['error']

function readReasons(error: GoogleError): string[] {
  const named = [...(error.errors ?? []), ...(error.details ?? [])].map(({ reason }) => reason)
  return [...named, error.status].filter((reason) => typeof reason === 'string')
}

/** Names the half that is missing. Google has sent `permissionDenied` with 401 as well as with 403. */
function describeRefusal(reasons: readonly string[]): StoreMisconfigured {
  if (reasons.includes('accessNotConfigured') || reasons.includes('SERVICE_DISABLED')) {
    return new StoreMisconfigured(
      'The Google Play Android Developer API is not enabled in the Cloud project of the service account',
    )
  }
  if (reasons.includes('projectNotLinked')) {
    return new StoreMisconfigured('The Cloud project of the service account is not linked in Play Console')
  }
  if (reasons.includes('permissionDenied') || reasons.includes('PERMISSION_DENIED')) {
    return new StoreMisconfigured(
      'The service account lacks a permission for this app in Play Console (Users and permissions): it needs ' +
        '"View financial data, orders, and cancellation survey responses" and "Manage orders and subscriptions"; ' +
        'new permissions can take a day',
    )
  }
  return new StoreMisconfigured("Google Play refuses the service account's access token")
}
