import type { Emulator } from '@coinslot/store-emulator'
import type { Sql } from 'postgres'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ApiClient } from './api.ts'
import type { DatabaseRecords } from './database-records.ts'
import type { DatabaseSnapshot } from './database-snapshot.ts'
import type { Faults } from './faults.ts'
import type { Buyer } from './purchase-client.ts'
import type { RawWebSocket } from './raw-websocket.ts'
import type { TestServer } from './test-server.ts'

/** The fixtures of `test.ts` that helpers of a test file take as their first parameter. */
export type ServerFixtures = {
  readonly server: TestServer
  readonly emulator: Emulator
  readonly project: DevApp
  readonly services: TestServer['instance']['services']
  readonly sql: Sql
  readonly records: DatabaseRecords
  readonly databaseSnapshot: DatabaseSnapshot
  readonly admin: ApiClient
  readonly buyer: Buyer
  readonly faults: Faults
  readonly openSocket: OpenSocket
}

export type OpenSocket = (options?: {
  readonly connectionParams?: Readonly<Record<string, unknown>>
}) => Promise<RawWebSocket>
