import { CloseCode } from 'graphql-ws'
import type { Context, Services } from '../../domain/context.ts'
import { canRead } from '../../domain/user/access.ts'
import { coalesceRuns } from '../../platform/coalesce-runs.ts'
import type { App } from '../../services/app-directory.ts'
import { findSocketOriginProblem } from '../origin-policy.ts'
import { reauthenticate, type WebSocketConnection } from './authenticate-connection.ts'
import { createOperatorMonitor, operatorOf } from './operator-monitor.ts'

export type ConnectionMonitor = {
  /** Monitors an accepted connection until it is closed. */
  add: (connection: WebSocketConnection) => void
  close: () => Promise<void>
}

export type ConnectionMonitorOptions = {
  readonly services: Services
  /** Interval between two checks for idle sockets. */
  readonly intervalMs: number
  /** How long a socket may stay open without a running operation. */
  readonly idleTimeoutMs: number
}

const normalClosure = 1000
/** With the age of what the process knows about an AppKey, credentials are checked within one second. */
const credentialCheckIntervalMs = 300

/** Closes idle sockets, and sockets whose credentials are no longer valid. */
export function createConnectionMonitor({
  services,
  intervalMs,
  idleTimeoutMs,
}: ConnectionMonitorOptions): ConnectionMonitor {
  const openConnections = new Set<WebSocketConnection>()
  const checkCredentials = createCredentialCheck(services, openConnections)
  const check = coalesceRuns(checkCredentials)
  const timers = [
    setInterval(check, credentialCheckIntervalMs),
    setInterval(() => {
      closeIdle(openConnections, idleTimeoutMs)
    }, intervalMs),
  ]
  for (const timer of timers) timer.unref()
  const operatorMonitor = createOperatorMonitor(services)
  const stopListening = services.apps.onChanged(check)
  return {
    add: (connection) => {
      const { socket } = connection.extra
      if (socket.readyState !== socket.OPEN) return
      openConnections.add(connection)
      socket.once('close', () => openConnections.delete(connection))
      if (operatorOf(connection) !== null) operatorMonitor.add(connection)
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer)
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

type OpenConnection = WebSocketConnection & {
  readonly extra: WebSocketConnection['extra'] & { readonly domain: Context }
}

/** Returns a function that closes the sockets whose credentials are no longer valid. A failure is logged once. */
function createCredentialCheck(services: Services, openConnections: ReadonlySet<WebSocketConnection>) {
  let isFailing = false
  return async () => {
    const byApp = Map.groupBy([...openConnections].filter(isAccepted), ({ extra }) => extra.domain.app.appId)
    try {
      for (const [appId, connections] of byApp) {
        const app = await services.apps.find(appId)
        await closeUnauthenticated(services, app, connections)
      }
      isFailing = false
    } catch (error) {
      if (!isFailing) {
        services.log.warn({ error }, 'failed to check the credentials of WebSocket connections; trying again')
      }
      isFailing = true
    }
  }
}

function isAccepted(connection: WebSocketConnection): connection is OpenConnection {
  // Sockets of operators have a monitor of their own.
  return connection.extra.domain != null && operatorOf(connection) === null
}

/** Checks each server key once, and each client without verifying its token again: only what signed it can change. */
async function closeUnauthenticated(
  services: Services,
  app: App | null,
  connections: readonly OpenConnection[],
): Promise<void> {
  const isValidByKey = new Map<string, boolean>()
  for (const connection of connections) {
    const { caller } = connection.extra.domain
    if (caller.kind !== 'SERVER') {
      if (app === null || !renewClient(connection, app)) closeForbidden(connection)
      continue
    }
    const isValid =
      isValidByKey.get(caller.serverKeyId) ?? (await reauthenticate(services, connection)) !== null
    isValidByKey.set(caller.serverKeyId, isValid)
    if (!isValid) closeForbidden(connection)
  }
}

/** Gives a client the current settings of its AppKey; false if these no longer accept it. */
function renewClient({ extra }: OpenConnection, app: App): boolean {
  const { domain } = extra
  const { caller } = domain
  if (
    caller.kind === 'CLIENT' &&
    caller.credentialId !== null &&
    !app.acceptsCredential(caller.credentialId)
  ) {
    return false
  }
  if (domain.app !== app) Object.assign(extra, { domain: { ...domain, app } })
  return (
    canRead({ caller, app }) && findSocketOriginProblem({ ...domain, app }, extra.request.headers) === null
  )
}

function closeForbidden({ extra }: WebSocketConnection): void {
  extra.socket.close(CloseCode.Forbidden, 'Forbidden')
}
