import type { Registry } from 'prom-client'
import type { CoordinationHealth } from '../coordination/contract.ts'
import { defineGauge } from './define-gauge.ts'

export type BuildInfo = {
  readonly version: string
  readonly mode: string
  readonly role: string
}

/** Values of the process that are read at each scrape. */
export type ProcessReaders = {
  webSocketConnections: () => number
  eventSubscribers: () => number
  /** Null if it was not measured. */
  clockSkewMs: () => number | null
  databaseUsage: () => { readonly inUse: number; readonly waiting: number; readonly poolSize: number }
  redisHealth: () => Promise<CoordinationHealth>
}

export function defineProcessGauges(registry: Registry, readers: ProcessReaders, build: BuildInfo): void {
  defineGauge(registry, { name: 'coinslot_websocket_connections', help: 'Open WebSocket connections.' }, () =>
    readers.webSocketConnections(),
  )
  defineGauge(registry, { name: 'coinslot_event_subscribers', help: 'Active event subscriptions.' }, () =>
    readers.eventSubscribers(),
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_clock_skew_seconds',
      help: 'Difference between the clocks of this machine and of the database, without its sign.',
      // All processes of a machine have the same clock: a sum would be wrong.
      aggregator: 'max',
    },
    () => {
      const skewMs = readers.clockSkewMs()
      return skewMs === null ? null : Math.abs(skewMs) / 1_000
    },
  )
  defineDatabaseGauges(registry, readers)
  defineGauge(
    registry,
    {
      name: 'coinslot_redis_up',
      help: 'Whether Redis can be used, 1 or 0; without a value if there is none.',
      // One process that has lost it must not be hidden by the others.
      aggregator: 'min',
    },
    async () => {
      const health = await readers.redisHealth()
      return health === 'in-process' ? null : Number(health === 'ok')
    },
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_build_info',
      help: 'Always 1; the labels describe the server.',
      labelNames: ['version', 'node_version', 'mode', 'role'],
      aggregator: 'first',
    },
    () => [{ labels: { ...build, node_version: process.version }, value: 1 }],
  )
}

function defineDatabaseGauges(registry: Registry, { databaseUsage }: ProcessReaders): void {
  defineGauge(
    registry,
    { name: 'coinslot_database_connections_in_use', help: 'Database connections that queries use.' },
    () => databaseUsage().inUse,
  )
  defineGauge(
    registry,
    { name: 'coinslot_database_queries_waiting', help: 'Queries that wait for a database connection.' },
    () => databaseUsage().waiting,
  )
  defineGauge(
    registry,
    { name: 'coinslot_database_pool_size', help: 'Maximum number of database connections for queries.' },
    () => databaseUsage().poolSize,
  )
}
