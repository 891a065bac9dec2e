import { toAddressBlock } from '../../platform/client-address.ts'
import type { RateLimitSubject } from '../../platform/rate-limit-classes.ts'
import type { AuthenticatedContext } from '../context.ts'

/** Whose operations a call is counted with, and the key of the count. */
export type LimitedSubject = { readonly subject: RateLimitSubject; readonly key: string }

/**
 * A server key and an operator count alone: they are secret. A client counts by its user, whom the game server vouches for; with the
 * others at its address, which may be those of a mobile network; and with all clients of its AppKey, so that clients at many addresses
 * do not use up what other AppKeys need.
 */
export function limitedSubjectsOf({
  caller,
  app,
}: Pick<AuthenticatedContext, 'caller' | 'app'>): LimitedSubject[] {
  if (caller.kind === 'SERVER') return [{ subject: 'SERVER_KEY', key: caller.serverKeyId }]
  if (caller.kind === 'OPERATOR')
    return [{ subject: 'OPERATOR', key: caller.operator.id ?? caller.operator.name }]
  const appId = app?.appId ?? ''
  return [
    ...(caller.userId === null ? [] : [{ subject: 'USER' as const, key: `${appId}:${caller.userId}` }]),
    { subject: 'ADDRESS', key: `${appId}:${toAddressBlock(caller.address)}` },
    { subject: 'APP_KEY', key: appId },
  ]
}
