import { CircuitOpen } from '../../platform/circuit-breaker.ts'
import { HttpFailure, parseRetryAfter } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import { errorBodySchema, readJson } from './api-types.ts'
import type { OneStoreConfig } from './one-store-config.ts'

/** ONE store's own word that this host has no such purchase of this app, product and market. */
export class NotThere extends Error {
  override readonly name = 'NotThere'
}

/** 401: worth one new access token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
}

/** An acknowledge or consume that did not plainly succeed: what that means is told by the purchase itself. */
export class NotSettled extends Error {
  override readonly name = 'NotSettled'
}

type Codes = Pick<OneStoreConfig, 'notFoundCodes' | 'unchangeableCodes' | 'quotaWaitMs'>

/**
 * The status decides; the code only refines it, because most codes are known by hearsay. Pages in place of
 * ONE store's error object come from the server in front of it, and tell nothing of a purchase.
 * @throws for everything that is not a success
 */
export function assertSuccess(answer: HttpAnswer, method: 'GET' | 'POST', config: Codes): void {
  const { status } = answer
  if (status >= 200 && status < 300) return
  const code = readErrorCode(answer.body)
  if (status === 401) throw new TokenRefused()
  if (status === 403 && code !== null) {
    throw new StoreMisconfigured(`ONE store refuses the app of this client id (${word(code)})`)
  }
  if (status === 404 && code !== null && config.notFoundCodes.includes(code)) throw new NotThere()
  if (method === 'POST' && code !== null) {
    if (status === 409 || (status === 400 && config.unchangeableCodes.includes(code))) throw new NotSettled()
  }
  throw unavailable(answer, 'ONE store', config)
}

export function unavailable(answer: HttpAnswer, who: string, config: Codes): StoreUnavailable {
  const told = parseRetryAfter(answer.headers.get('retry-after'), Date.now())
  const retryAfterMs = told ?? (answer.status === 429 ? config.quotaWaitMs : null)
  const code = readErrorCode(answer.body)
  return new StoreUnavailable(
    `${who} answered ${answer.status}${code === null ? '' : ` (${word(code)})`}`,
    retryAfterMs === null ? {} : { retryAfterMs },
  )
}

/** A call that could not be made, in the contract's words. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof CircuitOpen) {
    const message = 'ONE store failed too often of late and is left alone for a moment'
    return new StoreUnavailable(message, { retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof HttpFailure) {
    return new StoreUnavailable(`ONE store: ${error.message}`, { cause: error })
  }
  return error
}

function readErrorCode(body: string): string | null {
  const parsed = errorBodySchema.safeParse(readJson(body))
  return parsed.success ? parsed.data.error.code : null
}

/** What a server sends goes into a message only if it can be nothing but a code. */
function word(code: string): string {
  return /^[A-Z][A-Za-z]{2,49}$/.test(code) ? code : 'unknown code'
}
