/** What operations do, as far as rate limits distinguish it; `INVALID` are documents that cannot be executed, and unknown credentials. */
export const rateLimitClasses = [
  'READ',
  'WRITE',
  'VERIFY',
  'LOOKUP',
  'CONSUME',
  'SUBSCRIBE',
  'ADMIN',
  'INVALID',
] as const
export type RateLimitClass = (typeof rateLimitClasses)[number]

/** Whose operations are counted together. A client counts by its user, by its address, and with all clients of its AppKey. */
export const rateLimitSubjects = ['SERVER_KEY', 'OPERATOR', 'APP_KEY', 'ADDRESS', 'USER'] as const
export type RateLimitSubject = (typeof rateLimitSubjects)[number]

export type RateLimits = {
  readonly windowMs: number
  /** Operations per window; null where a class is not limited. */
  readonly operations: Readonly<Record<RateLimitSubject, Readonly<Record<RateLimitClass, number | null>>>>
  /** Store notifications of one address whose signature is invalid, per window; null without a limit. */
  readonly failedNotifications: number | null
}
