import { expect, test } from 'vitest'
import { ConfigError } from './config-error.ts'
import { readConfig } from './config.ts'

const production = {
  DATABASE_URL: 'postgres://coinslot@db.internal/coinslot',
  COINSLOT_SECRET: 'rUj3w0mVY2zq8Xn5tBhC7kLsPdGfAe1Q',
}
const rateLimitsOf = (environment: Readonly<Record<string, string>>) =>
  readConfig({ ...production, ...environment }).limits.rateLimits

test('a class that a variable names gets its rate, and the others keep their defaults', () => {
  const { operations, windowMs } = rateLimitsOf({ RATE_LIMIT_SERVER_KEY: 'READ=5, ADMIN=off' })
  expect(windowMs).toBe(10_000)
  expect(operations.SERVER_KEY).toMatchObject({ READ: 50, ADMIN: null, CONSUME: 50_000 })
})

test('development has a hundred times the limits of production', () => {
  const development = rateLimitsOf({ NODE_ENV: 'development' })
  const { operations, failedNotifications } = rateLimitsOf({})
  expect(development.operations.USER.WRITE).toBe((operations.USER.WRITE ?? 0) * 100)
  expect(development.failedNotifications).toBe((failedNotifications ?? 0) * 100)
})

test.each(['READ', 'READ=', 'READ=0', 'READ=-1', 'read=5', 'NOTHING=5', 'READ=5;WRITE=5', 'READ=1e3'])(
  'the rates %s are an error of the configuration',
  (text) => {
    expect(() => rateLimitsOf({ RATE_LIMIT_USER: text })).toThrow(ConfigError)
  },
)

test('the limit of failed notifications can be set and switched off', () => {
  expect(rateLimitsOf({ RATE_LIMIT_FAILED_NOTIFICATIONS: '3' }).failedNotifications).toBe(30)
  expect(rateLimitsOf({ RATE_LIMIT_FAILED_NOTIFICATIONS: 'off' }).failedNotifications).toBeNull()
  expect(() => rateLimitsOf({ RATE_LIMIT_FAILED_NOTIFICATIONS: '0' })).toThrow(ConfigError)
})
