import { beforeEach, describe, expect, test } from 'vitest'

import { createAccessTokenSource } from './access-token.ts'
import type { AccessTokenSource } from './access-token.ts'

let time: number
let issued: number
let lifetimeMs: number
let isFailing: boolean
let source: AccessTokenSource

beforeEach(() => {
  time = 0
  issued = 0
  lifetimeMs = 3_600_000
  isFailing = false
  source = createAccessTokenSource({
    issue: async () => {
      await Promise.resolve()
      issued += 1
      if (isFailing) throw new Error('the grant failed')
      return { value: `token ${issued}`, lifetimeMs }
    },
    refreshEarlyMs: 600_000,
    now: () => time,
  })
})

describe('createAccessTokenSource', () => {
  test('concurrent callers share one token request', async () => {
    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(Array(3).fill('token 1'))
  })

  test('a token is cached until shortly before its expiry', async () => {
    await source.get()
    time = 2_999_999
    expect(await source.get()).toBe('token 1')
    time = 3_000_000
    expect(await source.get()).toBe('token 2')
  })

  test('a token with a short lifetime is cached for half of it', async () => {
    lifetimeMs = 60_000
    await source.get()
    time = 29_999
    expect(await source.get()).toBe('token 1')
    time = 30_000
    expect(await source.get()).toBe('token 2')
  })

  test('a token is used after a failed early replacement until its expiry', async () => {
    await source.get()
    isFailing = true
    time = 3_100_000
    expect(await source.get()).toBe('token 1')
    time = 3_600_000
    await expect(source.get()).rejects.toThrow('the grant failed')
  })

  test('an invalidated token is replaced once, however many callers invalidate it', async () => {
    await source.get()
    source.invalidate('token 1')
    expect(await source.get()).toBe('token 2')
    source.invalidate('token 1')
    expect(await source.get()).toBe('token 2')
  })

  test('a token is requested again after a failure', async () => {
    isFailing = true
    await expect(source.get()).rejects.toThrow('the grant failed')
    isFailing = false
    expect(await source.get()).toBe('token 2')
  })
})
