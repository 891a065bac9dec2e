import { beforeEach, describe, expect, test } from 'vitest'
import {
  createAuthorizedHttpClient,
  UnauthorizedError,
  type AuthorizedHttpClient,
  type AuthorizedHttpClientOptions,
} from './authorized-http-client.ts'
import { CircuitOpenError } from './circuit-breaker.ts'
import { HttpError, type HttpResponse } from './http-client.ts'
import { startDeadline } from './retry.ts'

class UnavailableError extends Error {}

/** The access tokens with which the exchanges were made, and the responses that they return in turn; the last is repeated. */
let usedTokens: string[]
let responses: (HttpResponse | Error)[]
let issuedCount: number
let client: AuthorizedHttpClient

function connect(changes: Partial<AuthorizedHttpClientOptions> = {}): AuthorizedHttpClient {
  return createAuthorizedHttpClient({
    requestToken: async () => {
      issuedCount += 1
      return { value: `token ${issuedCount}`, lifetimeMs: 3_600_000 }
    },
    refreshEarlyMs: 60_000,
    timeoutMs: 1_000,
    failureThreshold: 10,
    resetTimeoutMs: 60_000,
    maxRetries: 2,
    isFailure: (error) => error instanceof HttpError || error instanceof UnavailableError,
    readRetryAfterMs: () => null,
    toError: (error) => (error instanceof CircuitOpenError ? new UnavailableError('circuit open') : error),
    retryDelayMs: (error) => (error instanceof UnavailableError ? 1 : null),
    ...changes,
  })
}

beforeEach(() => {
  usedTokens = []
  responses = []
  issuedCount = 0
  client = connect()
})

const respond = (status: number, body = ''): HttpResponse => ({ status, headers: new Headers(), body })

const send = (deadlineMs = 5_000): Promise<string> =>
  client.send(
    async (accessToken) => {
      usedTokens.push(accessToken)
      const response = responses.length > 1 ? responses.shift() : responses[0]
      if (response instanceof Error) throw response
      return response ?? respond(500)
    },
    ({ status, body }) => {
      if (status === 401) throw new UnauthorizedError(new Error('the credentials are wrong'))
      if (status !== 200) throw new UnavailableError(`HTTP ${status}`)
      return body
    },
    startDeadline(deadlineMs),
  )

describe('createAuthorizedHttpClient', () => {
  test('one access token serves several requests', async () => {
    responses = [respond(200, 'a body')]
    await expect(send()).resolves.toBe('a body')
    await expect(send()).resolves.toBe('a body')
    expect(usedTokens).toEqual(['token 1', 'token 1'])
  })

  test('a rejected token is replaced once and the request is repeated', async () => {
    responses = [respond(401), respond(200, 'a body')]
    await expect(send()).resolves.toBe('a body')
    expect(usedTokens).toEqual(['token 1', 'token 2'])
  })

  test('a second rejection throws the persistent error without another retry', async () => {
    responses = [respond(401)]
    await expect(send()).rejects.toThrow('the credentials are wrong')
    expect(usedTokens).toEqual(['token 1', 'token 2'])
  })

  test('a failure of parse is retried with the same token', async () => {
    responses = [respond(503), respond(200, 'a body')]
    await expect(send()).resolves.toBe('a body')
    expect(usedTokens).toEqual(['token 1', 'token 1'])
  })

  test('the last error is thrown after the last retry', async () => {
    responses = [respond(503)]
    await expect(send()).rejects.toThrow('HTTP 503')
    expect(usedTokens).toHaveLength(3)
  })

  test('an error without a retry delay is thrown at once', async () => {
    responses = [new HttpError('NETWORK', 'the connection failed')]
    await expect(send()).rejects.toThrow('the connection failed')
    expect(usedTokens).toHaveLength(1)
  })

  test('consecutive failures open the circuit, and its error is converted', async () => {
    client = connect({ failureThreshold: 2, maxRetries: 0 })
    responses = [respond(503)]
    await expect(send()).rejects.toThrow('HTTP 503')
    await expect(send()).rejects.toThrow('HTTP 503')
    await expect(send()).rejects.toThrow('circuit open')
    expect(usedTokens).toHaveLength(2)
  })

  test('failed token requests open the same circuit', async () => {
    let requestCount = 0
    client = connect({
      failureThreshold: 2,
      maxRetries: 0,
      requestToken: async () => {
        requestCount += 1
        throw new UnavailableError('no token')
      },
    })
    await expect(send()).rejects.toThrow('no token')
    await expect(send()).rejects.toThrow('no token')
    await expect(send()).rejects.toThrow('circuit open')
    expect(requestCount).toBe(2)
    expect(usedTokens).toEqual([])
  })

  test('the timeout of a request is limited by the deadline', async () => {
    const timeouts: number[] = []
    const exchange = async (_accessToken: string, timeoutMs: number) => {
      timeouts.push(timeoutMs)
      return respond(200)
    }
    await client.send(exchange, () => null, startDeadline(5_000))
    await client.send(exchange, () => null, startDeadline(300))
    expect(timeouts[0]).toBe(1_000)
    expect(timeouts[1]).toBeLessThanOrEqual(300)
    expect(timeouts[1]).toBeGreaterThan(200)
  })
})
