import { CloseCode } from 'graphql-ws'
import type { Services } from '../../domain/context.ts'
import { isDeepStrictEqual } from 'node:util'
import { canRead } from '../../domain/user/access.ts'
import { coalesceRuns } from '../../platform/coalesce-runs.ts'
import { reauthenticate, type WebSocketConnection } from './authenticate-connection.ts'

export type ConnectionMonitor = {
  /** From the welcome to the close. */
  add: (connection: WebSocketConnection) => void
  close: () => Promise<void>
}

export type ConnectionMonitorOptions = {
  readonly services: Services
  /** How often to look. */
  readonly intervalMs: number
  /** How long a socket may carry no operation. */
  readonly idleTimeoutMs: number
}

/** Closes sockets that nobody needs, and those that prove nothing any more. */
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
  const stopListening = services.serverKeys.onRevoked((revoked) => {
    for (const connection of openConnections)
      if (serverKeyOf(connection) === revoked) closeForbidden(connection)
  })
  return {
    add: (connection) => {
      const { socket } = connection.extra
      if (socket.readyState !== socket.OPEN) return
      openConnections.add(connection)
      socket.once('close', () => openConnections.delete(connection))
    },
    close: async () => {
      clearInterval(timer)
      stopListening()
      await check.whenIdle()
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

const normalClosure = 1000

/** The word of a revocation may be lost with Redis, so every key is looked up again; and clients when their AppKey has changed. */
async function closeUnauthenticated(
  services: Services,
  openConnections: ReadonlySet<WebSocketConnection>,
): Promise<void> {
  const byKey = Map.groupBy(openConnections, serverKeyOf)
  const clients = byKey.get(null) ?? []
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

/** What let a client in may be gone: the key of its user token, or that the AppKey takes a bare user id. */
async function revalidate(services: Services, connection: WebSocketConnection): Promise<void> {
  const { domain = null } = connection.extra
  const app = domain === null ? null : await services.apps.find(domain.app.appId)
  if (domain === null || app === null || isDeepStrictEqual(app.row, domain.app.row)) return
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
