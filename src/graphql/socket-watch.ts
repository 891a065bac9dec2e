import { CloseCode } from 'graphql-ws'
import type { Services } from '../domain/context.ts'
import { isDeepStrictEqual } from 'node:util'
import { mayLook } from '../domain/purchase/get-purchase.ts'
import { singleFlight } from '../platform/single-flight.ts'
import { proveAgain, type Connection } from './open-socket.ts'

export type SocketWatch = {
  /** From the welcome to the close. */
  add: (connection: Connection) => void
  close: () => Promise<void>
}

export type SocketWatchOptions = {
  readonly services: Services
  /** How often to look. */
  readonly everyMs: number
  /** How long a socket may carry no operation. */
  readonly idleMs: number
}

/** Closes sockets that nobody needs, and those that prove nothing any more. */
export function watchSockets({ services, everyMs, idleMs }: SocketWatchOptions): SocketWatch {
  const opened = new Set<Connection>()
  const look = singleFlight(async () => {
    closeIdle(opened, idleMs)
    await closeUnproven(services, opened)
  })
  const timer = setInterval(look, everyMs)
  timer.unref()
  const stopListening = services.serverKeys.onRevoked((revoked) => {
    for (const connection of opened) if (serverKeyOf(connection) === revoked) forbid(connection)
  })
  return {
    add: (connection) => {
      const { socket } = connection.extra
      if (socket.readyState !== socket.OPEN) return
      opened.add(connection)
      socket.once('close', () => opened.delete(connection))
    },
    close: async () => {
      clearInterval(timer)
      stopListening()
      await look.idle()
    },
  }
}

function closeIdle(opened: ReadonlySet<Connection>, idleMs: number): void {
  const now = performance.now()
  for (const { extra, subscriptions } of opened) {
    if (Object.keys(subscriptions).length > 0) extra.usedAt = now
    else if (now - (extra.usedAt ?? now) > idleMs) extra.socket.close(normalClosure, 'Idle')
  }
}

const normalClosure = 1000

/** The word of a revocation may be lost with Redis, so every key is looked up again; and clients when their AppKey has changed. */
async function closeUnproven(services: Services, opened: ReadonlySet<Connection>): Promise<void> {
  const byKey = Map.groupBy(opened, serverKeyOf)
  const clients = byKey.get(null) ?? []
  byKey.delete(null)
  try {
    for (const connections of byKey.values()) {
      const [example] = connections
      if (example === undefined || (await proveAgain(services, example)) !== null) continue
      for (const connection of connections) forbid(connection)
    }
    for (const connection of clients) await lookAgain(services, connection)
  } catch (error) {
    services.log.warn({ error }, 'could not look at the credentials of sockets; the next round does')
  }
}

/** What let a client in may be gone: the key of its user token, or that the AppKey takes a bare user id. */
async function lookAgain(services: Services, connection: Connection): Promise<void> {
  const { domain = null } = connection.extra
  const app = domain === null ? null : await services.apps.find(domain.app.appId)
  if (domain === null || app === null || isDeepStrictEqual(app.row, domain.app.row)) return
  const proven = await proveAgain(services, connection)
  if (proven === null || !mayLook(proven)) forbid(connection)
  else connection.extra.domain = proven
}

function serverKeyOf({ extra }: Connection): string | null {
  const caller = extra.domain?.caller
  return caller?.kind === 'SERVER' ? caller.serverKeyId : null
}

function forbid({ extra }: Connection): void {
  extra.socket.close(CloseCode.Forbidden, 'Forbidden')
}
