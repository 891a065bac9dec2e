import { CloseCode } from 'graphql-ws'
import type { OperatorCaller, Services } from '../../domain/context.ts'
import { coalesceRuns } from '../../platform/coalesce-runs.ts'
import { reauthenticate, type WebSocketConnection } from './authenticate-connection.ts'

export type OperatorMonitor = {
  /** Monitors the connection of an operator until it is closed. */
  add: (connection: WebSocketConnection) => void
  close: () => Promise<void>
}

/** How long a socket may outlive a grant, a session or a token. Operators are few, so each socket is checked by itself. */
const intervalMs = 500

/**
 * Closes the sockets of operators that have lost their session, token or role. It reads the database, because an expiry sends no
 * message, the command line may have no Redis, and a message can be lost.
 */
export function createOperatorMonitor(services: Services): OperatorMonitor {
  const connections = new Set<WebSocketConnection>()
  const check = coalesceRuns(async () => {
    try {
      await Promise.all([...connections].map((connection) => revalidate(services, connection)))
    } catch (error) {
      services.log.warn({ error }, 'failed to revalidate the sockets of operators; retrying')
    }
  })
  const timer = setInterval(check, intervalMs)
  timer.unref()
  const stopListening = services.operatorSessions.onEnded(check)
  return {
    add: (connection) => {
      connections.add(connection)
      connection.extra.socket.once('close', () => connections.delete(connection))
    },
    close: async () => {
      clearInterval(timer)
      stopListening()
      await check.whenIdle()
    },
  }
}

/** A changed role closes the socket too, so that its subscriptions end; a second factor that was confirmed counts from now on. */
async function revalidate(services: Services, connection: WebSocketConnection): Promise<void> {
  const { extra } = connection
  const before = operatorOf(connection)
  const authenticated = await reauthenticate(services, connection)
  const caller = authenticated?.caller
  if (authenticated === null || caller?.kind !== 'OPERATOR' || caller.role !== before?.role) {
    extra.socket.close(CloseCode.Forbidden, 'Forbidden')
    return
  }
  if (caller.secondFactorAt?.getTime() !== before.secondFactorAt?.getTime()) extra.domain = authenticated
}

/** The operator of an accepted connection; null for other callers. */
export function operatorOf({ extra }: WebSocketConnection): OperatorCaller | null {
  const caller = extra.domain?.caller
  return caller?.kind === 'OPERATOR' ? caller : null
}
