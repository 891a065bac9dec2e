import type { z } from 'zod'
import { integer } from './variable-schemas.ts'

const dayMs = 24 * 60 * 60_000

/** The environment variables of WebSocket connections. */
export const webSocketVariables = {
  /** Maximum number of WebSocket connections per process of a server key or of the clients of an app, default 20,000. */
  WS_MAX_CONNECTIONS_PER_KEY: integer(20_000, 1, 1_000_000),
  /** Maximum number of WebSocket connections per process of the clients of an IP address, default 2,000. */
  WS_MAX_CONNECTIONS_PER_IP: integer(2_000, 1, 1_000_000),
  /** Maximum number of WebSocket connections per process of a user, default 20. */
  WS_MAX_CONNECTIONS_PER_USER: integer(20, 1, 1_000_000),
  /** Maximum number of WebSocket connections per process without valid credentials, default 1,000. */
  WS_MAX_UNAUTHENTICATED: integer(1_000, 4, 1_000_000),
  /** Milliseconds between two pings of a WebSocket, default 15,000; its credentials are also checked at this interval. */
  WS_PING_INTERVAL_MS: integer(15_000, 50, 600_000),
  /** Milliseconds after which a WebSocket without an operation is closed, default 5 minutes. */
  WS_IDLE_TIMEOUT_MS: integer(5 * 60_000, 50, dayMs),
}

type WebSocketVariables = z.infer<z.ZodObject<typeof webSocketVariables>>

export function readWebSocketLimits(data: WebSocketVariables) {
  return {
    maxConnectionsPerKey: data.WS_MAX_CONNECTIONS_PER_KEY,
    maxConnectionsPerIp: data.WS_MAX_CONNECTIONS_PER_IP,
    maxConnectionsPerUser: data.WS_MAX_CONNECTIONS_PER_USER,
    maxUnauthenticated: data.WS_MAX_UNAUTHENTICATED,
    pingIntervalMs: data.WS_PING_INTERVAL_MS,
    idleTimeoutMs: data.WS_IDLE_TIMEOUT_MS,
  }
}
