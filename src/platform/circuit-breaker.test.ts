import { beforeEach, describe, expect, test } from 'vitest'

import { CircuitOpenError, createCircuitBreaker } from './circuit-breaker.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

class UnavailableError extends Error {}
class RateLimitError extends Error {}

let time: number
let calls: number
let breaker: CircuitBreaker

beforeEach(() => {
  time = 0
  calls = 0
  breaker = createCircuitBreaker({
    failureThreshold: 3,
    resetTimeoutMs: 1_000,
    isFailure: (error) => error instanceof UnavailableError,
    readRetryAfterMs: (error) => (error instanceof RateLimitError ? 5_000 : null),
    now: () => time,
  })
})

async function call(error?: Error): Promise<unknown> {
  try {
    return await breaker.run(() => {
      calls += 1
      return error === undefined ? Promise.resolve('response') : Promise.reject(error)
    })
  } catch (thrown) {
    return thrown
  }
}

async function fail(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await call(new UnavailableError())
}

describe('createCircuitBreaker', () => {
  test('the circuit opens after consecutive failures, reports for how long, and prevents calls', async () => {
    await fail(3)
    time = 400
    const error = await call()
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(error).toMatchObject({ retryAfterMs: 600 })
    expect(calls).toBe(3)
  })

  test('the circuit stays closed when a response, even an error response, comes in between', async () => {
    await fail(2)
    await call()
    await fail(2)
    await call(new Error('an error response'))
    await fail(2)
    expect(await call()).toBe('response')
  })

  test('one call is a probe after the reset timeout, and its success closes the circuit', async () => {
    await fail(3)
    time = 1_000
    const probe = breaker.run(() => new Promise((resolve) => setTimeout(resolve, 5)))
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    await probe
    expect(await call()).toBe('response')
  })

  test('a failed probe opens the circuit again', async () => {
    await fail(3)
    time = 1_000
    await fail(1)
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    expect(calls).toBe(4)
  })

  test('the circuit stays open for as long as the server asked', async () => {
    await call(new RateLimitError())
    time = 4_999
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    time = 5_000
    expect(await call()).toBe('response')
  })
})
