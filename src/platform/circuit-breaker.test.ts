import { beforeEach, describe, expect, it } from 'vitest'

import { CircuitOpenError, createCircuitBreaker } from './circuit-breaker.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

class Down extends Error {}
class Busy extends Error {}

let time: number
let calls: number
let breaker: CircuitBreaker

beforeEach(() => {
  time = 0
  calls = 0
  breaker = createCircuitBreaker({
    failureThreshold: 3,
    resetTimeoutMs: 1_000,
    isFailure: (error) => error instanceof Down,
    readRetryAfterMs: (error) => (error instanceof Busy ? 5_000 : null),
    now: () => time,
  })
})

async function call(error?: Error): Promise<unknown> {
  try {
    return await breaker.run(() => {
      calls += 1
      return error === undefined ? Promise.resolve('answer') : Promise.reject(error)
    })
  } catch (thrown) {
    return thrown
  }
}

async function fail(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await call(new Down())
}

describe('a circuit', () => {
  it('opens after failures in a row, says for how long, and calls nothing', async () => {
    await fail(3)
    time = 400
    const error = await call()
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(error).toMatchObject({ retryAfterMs: 600 })
    expect(calls).toBe(3)
  })

  it('stays closed when an answer, even an error, came in between', async () => {
    await fail(2)
    await call()
    await fail(2)
    await call(new Error('an answer'))
    await fail(2)
    expect(await call()).toBe('answer')
  })

  it('lets one call try when its time is over, and closes when that succeeds', async () => {
    await fail(3)
    time = 1_000
    const trial = breaker.run(() => new Promise((resolve) => setTimeout(resolve, 5)))
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    await trial
    expect(await call()).toBe('answer')
  })

  it('opens again when the trial fails', async () => {
    await fail(3)
    time = 1_000
    await fail(1)
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    expect(calls).toBe(4)
  })

  it('keeps still for as long as the other side asked', async () => {
    await call(new Busy())
    time = 4_999
    expect(await call()).toBeInstanceOf(CircuitOpenError)
    time = 5_000
    expect(await call()).toBe('answer')
  })
})
