import type { RateLimitOptions } from '../../coordination/contract.ts'
import { networkOf } from '../../platform/client-address.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { Services } from '../context.ts'
import { normalizeEmail } from './operator-input.ts'

const minuteMs = 60_000

/**
 * Attempts that are allowed in a sliding window. The limits of an account do not count attempts of a browser that has signed in to it
 * before, so that a stranger who exhausts them locks nobody out.
 */
const limits = {
  signInOfNetwork: { windowMs: 5 * minuteMs, limit: 30 },
  signInOfNetworkToAccount: { windowMs: 5 * minuteMs, limit: 5 },
  signInToAccount: { windowMs: 15 * minuteMs, limit: 50 },
  signInOfDevice: { windowMs: 15 * minuteMs, limit: 10 },
  secondFactorOfNetwork: { windowMs: 5 * minuteMs, limit: 20 },
  secondFactor: { windowMs: 5 * minuteMs, limit: 5 },
  passwordCheck: { windowMs: 15 * minuteMs, limit: 10 },
  linkOfNetwork: { windowMs: 5 * minuteMs, limit: 20 },
  resetOfNetwork: { windowMs: 60 * minuteMs, limit: 10 },
  providerOfNetwork: { windowMs: 5 * minuteMs, limit: 30 },
} as const satisfies Readonly<Record<string, RateLimitOptions>>

type LimitServices = Pick<Services, 'strictRateLimit'>
type LimitName = keyof typeof limits

/** The time until the attempt is allowed; null if it is allowed now. */
type Delay = Promise<number | null>

/** An attempt with a password. `deviceId` is that of a browser that has signed in to this account before; otherwise null. */
export function limitSignIn(
  services: LimitServices,
  attempt: { readonly address: string; readonly email: string; readonly deviceId: string | null },
): Delay {
  const { address, email, deviceId } = attempt
  const network = networkOf(address)
  const account = sha256(normalizeEmail(email)).toString('base64url')
  if (deviceId !== null) return limitAll(services, [['signInOfDevice', deviceId]])
  return limitAll(services, [
    ['signInOfNetwork', network],
    ['signInOfNetworkToAccount', `${network}:${account}`],
    ['signInToAccount', account],
  ])
}

/** An attempt with a code. `subject` is the operator of an open session, or the sign-in that waits for the code. */
export function limitSecondFactor(
  services: LimitServices,
  { address, subject }: { readonly address: string; readonly subject: string },
): Delay {
  return limitAll(services, [
    ['secondFactorOfNetwork', networkOf(address)],
    ['secondFactor', subject],
  ])
}

/** A call of an open session that checks the password again. */
export function limitPasswordCheck(services: LimitServices, operatorId: string): Delay {
  return limitAll(services, [['passwordCheck', operatorId]])
}

/** A call that needs no session and no password: the use of a link, the request of a reset, or a sign-in through a provider. */
export function limitAnonymousCall(
  services: LimitServices,
  name: 'linkOfNetwork' | 'resetOfNetwork' | 'providerOfNetwork',
  address: string,
): Delay {
  return limitAll(services, [[name, networkOf(address)]])
}

async function limitAll(
  { strictRateLimit }: LimitServices,
  subjects: readonly (readonly [LimitName, string])[],
): Delay {
  for (const [name, subject] of subjects) {
    const { allowed, retryAfterMs } = await strictRateLimit(`operator:${name}:${subject}`, limits[name])
    if (!allowed) return retryAfterMs
  }
  return null
}
