import { beforeEach, describe, expect, it } from 'vitest'

import { createAccessTokenSource } from './access-token.ts'
import type { AccessTokenSource } from './access-token.ts'

let time: number
let issued: number
let lifetimeMs: number
let broken: boolean
let source: AccessTokenSource

beforeEach(() => {
  time = 0
  issued = 0
  lifetimeMs = 3_600_000
  broken = false
  source = createAccessTokenSource({
    issue: async () => {
      await Promise.resolve()
      issued += 1
      if (broken) throw new Error('no token today')
      return { value: `token ${issued}`, lifetimeMs }
    },
    refreshEarlyMs: 600_000,
    now: () => time,
  })
})

describe('an access token', () => {
  it('is asked for once by callers that come together', async () => {
    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(Array(3).fill('token 1'))
  })

  it('is kept until shortly before its end', async () => {
    await source.get()
    time = 2_999_999
    expect(await source.get()).toBe('token 1')
    time = 3_000_000
    expect(await source.get()).toBe('token 2')
  })

  it('of a short life is kept for half of it', async () => {
    lifetimeMs = 60_000
    await source.get()
    time = 29_999
    expect(await source.get()).toBe('token 1')
    time = 30_000
    expect(await source.get()).toBe('token 2')
  })

  it('outlives a replacement that failed, but not its own end', async () => {
    await source.get()
    broken = true
    time = 3_100_000
    expect(await source.get()).toBe('token 1')
    time = 3_600_000
    await expect(source.get()).rejects.toThrow('no token today')
  })

  it('that was refused is replaced once, however many callers say so', async () => {
    await source.get()
    source.invalidate('token 1')
    expect(await source.get()).toBe('token 2')
    source.invalidate('token 1')
    expect(await source.get()).toBe('token 2')
  })

  it('is asked for again after a failure', async () => {
    broken = true
    await expect(source.get()).rejects.toThrow('no token today')
    broken = false
    expect(await source.get()).toBe('token 2')
  })
})
