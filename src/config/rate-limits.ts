import { z } from 'zod'
import {
  rateLimitClasses,
  rateLimitSubjects,
  type RateLimitClass,
  type RateLimits,
  type RateLimitSubject,
} from '../platform/rate-limit-classes.ts'

type Rates = Readonly<Record<RateLimitClass, number | null>>

/** Averages over this time are limited, so that a short burst is allowed. */
const windowMs = 10_000

/** In production: operations per second. An address may be that of a mobile network with thousands of players. */
const defaultRates: Readonly<Record<RateLimitSubject, Rates>> = {
  SERVER_KEY: {
    READ: 1_000,
    WRITE: 1_000,
    VERIFY: 500,
    LOOKUP: 10,
    CONSUME: 5_000,
    SUBSCRIBE: 1_000,
    ADMIN: 50,
    INVALID: 50,
  },
  OPERATOR: {
    READ: 100,
    WRITE: 50,
    VERIFY: 50,
    LOOKUP: 5,
    CONSUME: 50,
    SUBSCRIBE: 20,
    ADMIN: 20,
    INVALID: 20,
  },
  APP_KEY: {
    READ: 2_000,
    WRITE: 2_000,
    VERIFY: 1_000,
    LOOKUP: null,
    CONSUME: 2_000,
    SUBSCRIBE: 2_000,
    ADMIN: null,
    INVALID: null,
  },
  ADDRESS: {
    READ: 500,
    WRITE: 500,
    VERIFY: 200,
    LOOKUP: null,
    CONSUME: 200,
    SUBSCRIBE: 200,
    ADMIN: null,
    INVALID: 50,
  },
  USER: { READ: 20, WRITE: 10, VERIFY: 5, LOOKUP: null, CONSUME: 10, SUBSCRIBE: 5, ADMIN: null, INVALID: 5 },
}
const defaultFailedNotificationRate = 10
/** Development servers and tests run everything from one address. */
const developmentFactor = 100

const ratePattern = /^([A-Z]+)=(\d{1,9}|off)$/

/** Rates of classes, for example `READ=500,VERIFY=off`; the other classes keep their defaults. */
const rates = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text.split(',').flatMap((entry) => entry.trim() || [])
    const parsed: Partial<Record<RateLimitClass, number | null>> = {}
    for (const entry of entries) {
      const [, name, rate] = ratePattern.exec(entry) ?? []
      const known = rateLimitClasses.find((each) => each === name)
      if (known === undefined || rate === '0') {
        context.addIssue(`"${entry}" must be a class and a rate above 0, for example READ=500 or READ=off`)
      } else {
        parsed[known] = rate === 'off' ? null : Number(rate)
      }
    }
    return parsed
  })

export const rateLimitVariables = {
  /** Operations per second of one server key by class, over ten seconds, for example `READ=500,ADMIN=off`. */
  RATE_LIMIT_SERVER_KEY: rates,
  /** Operations per second of one operator by class. */
  RATE_LIMIT_OPERATOR: rates,
  /** Operations per second of all clients of one AppKey by class. */
  RATE_LIMIT_APP_KEY: rates,
  /** Operations per second of the clients of one AppKey at one IP address by class. */
  RATE_LIMIT_ADDRESS: rates,
  /** Operations per second of one user, named by its user token, by class. */
  RATE_LIMIT_USER: rates,
  /** Store notifications per second of one IP address whose signature is invalid, over ten seconds, default 10, or `off`. */
  RATE_LIMIT_FAILED_NOTIFICATIONS: z
    .string()
    .regex(/^(?:[1-9]\d{0,8}|off)$/, 'must be a number above 0, or off')
    .optional(),
}

type RateLimitData = Readonly<Record<`RATE_LIMIT_${RateLimitSubject}`, Partial<Rates>>> & {
  readonly RATE_LIMIT_FAILED_NOTIFICATIONS?: string | undefined
}

export function readRateLimits(data: RateLimitData, production: boolean): RateLimits {
  const factor = (windowMs / 1_000) * (production ? 1 : developmentFactor)
  const toLimits = (subject: RateLimitSubject) => {
    const configured = data[`RATE_LIMIT_${subject}`]
    const limits = rateLimitClasses.map((name) => {
      const rate = configured[name]
      const fallback = defaultRates[subject][name]
      if (rate === undefined) return [name, fallback === null ? null : fallback * factor] as const
      return [name, rate === null ? null : rate * (windowMs / 1_000)] as const
    })
    return Object.fromEntries(limits) as Rates
  }
  const failed = data.RATE_LIMIT_FAILED_NOTIFICATIONS
  const failedNotifications =
    failed === undefined
      ? defaultFailedNotificationRate * factor
      : failed === 'off'
        ? null
        : Number(failed) * (windowMs / 1_000)
  return {
    windowMs,
    operations: Object.fromEntries(
      rateLimitSubjects.map((subject) => [subject, toLimits(subject)]),
    ) as Record<RateLimitSubject, Rates>,
    failedNotifications,
  }
}
