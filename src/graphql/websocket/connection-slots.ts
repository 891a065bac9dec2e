import type { AuthenticatedContext } from '../../domain/context.ts'
import { toAddressBlock } from '../../platform/client-address.ts'
import { createConcurrencyLimiter } from '../../platform/concurrency-limiter.ts'

export type ConnectionSlotLimits = {
  /** Open sockets of one server key, of one operator, or of the clients of one AppKey. */
  readonly maxConnectionsPerKey: number
  /** Open sockets of clients of one IP address. */
  readonly maxConnectionsPerIp: number
  /** Open sockets of one user. */
  readonly maxConnectionsPerUser: number
}

/** Counts the open sockets of authenticated callers. */
export type ConnectionSlots = {
  /** Returns a function that releases the socket; null if the caller has too many open sockets. */
  acquire: (context: Pick<AuthenticatedContext, 'app' | 'caller'>) => (() => void) | null
}

/**
 * A client counts by its AppKey, its address and its user, so that neither one machine nor one user uses up the sockets of a project.
 * A server key is secret and counts alone, and so does an operator.
 */
export function createConnectionSlots(limits: ConnectionSlotLimits): ConnectionSlots {
  const byKey = createConcurrencyLimiter(limits.maxConnectionsPerKey)
  const byAddress = createConcurrencyLimiter(limits.maxConnectionsPerIp)
  const byUser = createConcurrencyLimiter(limits.maxConnectionsPerUser)
  return {
    acquire: ({ app, caller }) => {
      if (caller.kind === 'SERVER') return byKey.acquire(`key/${caller.serverKeyId}`)
      if (caller.kind === 'OPERATOR') return byKey.acquire(`operator/${caller.operator.id ?? ''}`)
      const appId = app?.appId ?? ''
      const slots = [byKey.acquire(`app/${appId}`), byAddress.acquire(toAddressBlock(caller.address))]
      if (caller.userId !== null) slots.push(byUser.acquire(`${appId}/${caller.userId}`))
      const release = () => {
        for (const releaseSlot of slots) releaseSlot?.()
      }
      if (!slots.includes(null)) return release
      release()
      return null
    },
  }
}
