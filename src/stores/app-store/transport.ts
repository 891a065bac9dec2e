import type { AppStoreServerAPIClient } from '@apple/app-store-server-library'

import { HttpError, requestHttp } from '../../platform/http-client.ts'
import type { HttpRequest, HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { retry, startDeadline } from '../../platform/retry.ts'
import type { Deadline } from '../../platform/retry.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { storeRetryDelayMs, toStoreError } from '../shared/store-errors.ts'
import type { AppStoreCredentials } from './connection.ts'
import { createApiTokens, type ApiTokens } from './api-token.ts'
import { classifyAppStoreEndpoint } from './endpoints.ts'
import { toRejectionOrThrow } from './errors.ts'
import type { AppleRejection } from './errors.ts'

export type AppStoreTransportOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  readonly timeoutMs: number
}

export type AppleCall<T> = {
  readonly environment: StoreEnvironment
  /** Apple's error codes that are a clear rejection of this call: it is not repeated, and the caller interprets the code. */
  readonly expectedErrorCodes: ReadonlySet<number>
  readonly maxBodyBytes: number
  /** False for a call that must not be made twice; true if left out. */
  readonly isIdempotent?: boolean
  /** Calls Apple's client once. If it throws for a response, the response is interpreted as an error response. */
  readonly run: (api: AppStoreServerAPIClient) => Promise<T>
}

/** A frequent read, which Apple's client would make more expensive: it loads 30 MiB and signs a token that is not used. */
export type AppleRead<T> = Omit<AppleCall<T>, 'run'> & {
  readonly path: string
  /** Reads the body of a response with status 200; undefined if it is not JSON. */
  readonly read: (body: unknown) => T
}

export type AppleResult<T> = { readonly kind: 'ok'; readonly value: T } | AppleRejection

export type AppStoreTransport = {
  /** The time for one call with its retries, and for further calls that share the deadline. */
  startDeadline: () => Deadline
  /** @throws StoreUnavailableError and StoreMisconfiguredError */
  send: <T>(call: AppleCall<T> | AppleRead<T>, deadline: Deadline) => Promise<AppleResult<T>>
}

const maxRetries = 2
const initialRetryDelayMs = 200

/** The options, with the tokens of all calls. */
type TransportContext = AppStoreTransportOptions & { readonly tokens: ApiTokens }

/** A call that is not idempotent is not repeated after a failure, because the App Store may have made it. */
export function createAppStoreTransport(options: AppStoreTransportOptions): AppStoreTransport {
  const context = { ...options, tokens: createApiTokens(options) }
  return {
    startDeadline: () => startDeadline(2 * options.timeoutMs),
    send: (call, deadline) =>
      retry(() => sendWithNewToken(context, call, deadline), {
        maxRetries: call.isIdempotent === false ? 0 : maxRetries,
        deadline,
        delayMs: (error, attempt) => storeRetryDelayMs(error, attempt, initialRetryDelayMs),
      }),
  }
}

/**
 * Apple rejects a valid token now and then, and every token that is dated in its future. So a rejected call is repeated once, with a
 * token that is dated by Apple's clock.
 */
async function sendWithNewToken<T>(
  context: TransportContext,
  call: AppleCall<T> | AppleRead<T>,
  deadline: Deadline,
): Promise<AppleResult<T>> {
  const { tokens } = context
  const send = (token: string) =>
    sendOnce(context, call, { timeoutMs: Math.min(context.timeoutMs, deadline.remainingMs()), token })
  const token = await createToken(() => tokens.current())
  const result = await send(token)
  if (result.kind !== 'unauthorized' || !result.isTokenRejected) return result
  tokens.reject(token)
  if (deadline.remainingMs() <= 0) return result
  return await send(await createToken(() => tokens.create(result.clockSkewMs ?? 0)))
}

/** @throws StoreMisconfiguredError */
async function createToken(create: () => Promise<string>): Promise<string> {
  try {
    return await create()
  } catch (error) {
    const message = 'The private key of the App Store connection cannot sign'
    throw new StoreMisconfiguredError(message, { cause: error })
  }
}

type AppleExchange = Pick<HttpRequest, 'peer' | 'url' | 'method' | 'headers' | 'body'>

async function sendOnce<T>(
  options: AppStoreTransportOptions,
  call: AppleCall<T> | AppleRead<T>,
  { timeoutMs, token }: { readonly timeoutMs: number; readonly token: string },
): Promise<AppleResult<T>> {
  const responses: HttpResponse[] = []
  const { maxBodyBytes } = call
  const exchange = async (request: AppleExchange) => {
    const headers = { ...request.headers, Authorization: `Bearer ${token}` }
    const response = await requestHttp({ ...request, headers, timeoutMs, maxBodyBytes })
    responses.push(response)
    return response
  }
  try {
    const value =
      'read' in call ? await readByPath(options, call, exchange) : await runByClient(options, call, exchange)
    return { kind: 'ok', value }
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error
    const [response] = responses
    if (response !== undefined) return toRejectionOrThrow(response, call.expectedErrorCodes, error)
    if (error instanceof HttpError) throw toStoreError(error, 'The App Store')
    throw error
  }
}

type Exchange = (request: AppleExchange) => Promise<HttpResponse>

async function readByPath<T>(
  { urls }: AppStoreTransportOptions,
  { environment, path, read }: AppleRead<T>,
  exchange: Exchange,
): Promise<T> {
  const response = await exchange({
    peer: { service: 'APP_STORE', endpoint: classifyAppStoreEndpoint(path) },
    url: urls[environment] + path,
    method: 'GET',
    headers: { Accept: 'application/json' },
  })
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
  return read(parseJson(response.body))
}

async function runByClient<T>(
  options: AppStoreTransportOptions,
  { environment, run }: AppleCall<T>,
  exchange: Exchange,
): Promise<T> {
  // Apple's library takes 30 MiB, and a process that calls no App Store never loads it.
  const { AppleClient } = await import('./apple-client.ts')
  return await run(new AppleClient(options, environment, exchange))
}
