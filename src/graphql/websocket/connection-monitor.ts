import { CloseCode } from 'graphql-ws'
import { isDeepStrictEqual } from 'node:util'
import type { Services } from '../../domain/context.ts'
import { canRead } from '../../domain/user/access.ts'
import { coalesceRuns } from '../../platform/coalesce-runs.ts'
import { reauthenticate, type WebSocketConnection } from './authenticate-connection.ts'
import { createOperatorMonitor, operatorOf } from './operator-monitor.ts'

export type ConnectionMonitor = {
  /** Monitors an accepted connection until it is closed. */
  add: (connection: WebSocketConnection) => void
  close: () => Promise<void>
}

export type ConnectionMonitorOptions = {
  readonly services: Services
  /** Interval between two checks of all connections. */
  readonly intervalMs: number
  /** How long a socket may stay open without a running operation. */
  readonly idleTimeoutMs: number
}

const normalClosure = 1000

/** Closes idle sockets, and sockets whose credentials are no longer valid. */
export function createConnectionMonitor({
  services,
  intervalMs,
  idleTimeoutMs,
}: ConnectionMonitorOptions): ConnectionMonitor {
  const openConnections = new Set<WebSocketConnection>()
  const check = coalesceRuns(async () => {
    closeIdle(openConnections, idleTimeoutMs)
    await closeUnauthenticated(services, openConnections)
  })
  const timer = setInterval(check, intervalMs)
  timer.unref()
  const operatorMonitor = createOperatorMonitor(services)
  const stopListening = services.serverKeys.onRevoked((revoked) => {
    for (const connection of openConnections) {
      if (serverKeyOf(connection) === revoked) closeForbidden(connection)
    }
  })
  return {
    add: (connection) => {
      const { socket } = connection.extra
      if (socket.readyState !== socket.OPEN) return
      openConnections.add(connection)
      socket.once('close', () => openConnections.delete(connection))
      if (operatorOf(connection) !== null) operatorMonitor.add(connection)
    },
    close: async () => {
      clearInterval(timer)
      stopListening()
      await Promise.all([check.whenIdle(), operatorMonitor.close()])
    },
  }
}

function closeIdle(openConnections: ReadonlySet<WebSocketConnection>, idleTimeoutMs: number): void {
  const now = performance.now()
  for (const { extra, subscriptions } of openConnections) {
    if (Object.keys(subscriptions).length > 0) extra.lastOperationAt = now
    else if (now - (extra.lastOperationAt ?? now) > idleTimeoutMs) extra.socket.close(normalClosure, 'Idle')
  }
}

/**
 * Revalidates the credentials of all connections. The message about a revoked key can be lost with Redis, so every server key is
 * checked again; clients are checked again when the settings of their AppKey have changed.
 */
async function closeUnauthenticated(
  services: Services,
  openConnections: ReadonlySet<WebSocketConnection>,
): Promise<void> {
  const byKey = Map.groupBy(openConnections, serverKeyOf)
  const clients = (byKey.get(null) ?? []).filter((connection) => operatorOf(connection) === null)
  byKey.delete(null)
  try {
    for (const connections of byKey.values()) {
      const [example] = connections
      if (example === undefined || (await reauthenticate(services, example)) !== null) continue
      for (const connection of connections) closeForbidden(connection)
    }
    for (const connection of clients) await revalidate(services, connection)
  } catch (error) {
    services.log.warn({ error }, 'failed to revalidate WebSocket credentials; retrying at the next interval')
  }
}

/** A changed AppKey may no longer accept the key of the client's user token, or a client without a user token. */
async function revalidate(services: Services, connection: WebSocketConnection): Promise<void> {
  const { domain = null } = connection.extra
  if (domain === null || domain.app === null) return
  const app = await services.apps.find(domain.app.appId)
  if (app === null || isDeepStrictEqual(app.row, domain.app.row)) return
  const authenticated = await reauthenticate(services, connection)
  if (authenticated === null || !canRead(authenticated)) closeForbidden(connection)
  else connection.extra.domain = authenticated
}

function serverKeyOf({ extra }: WebSocketConnection): string | null {
  const caller = extra.domain?.caller
  return caller?.kind === 'SERVER' ? caller.serverKeyId : null
}

function closeForbidden({ extra }: WebSocketConnection): void {
  extra.socket.close(CloseCode.Forbidden, 'Forbidden')
}
