import postgres from 'postgres'
import type { Db } from '../client.ts'
import { describeConnectionFailure } from '../errors.ts'
import type { SchemaState } from '../schema-state.ts'
import { selectSchemaState } from './select-schema-state.ts'

/** What the database can do at the moment. */
export type DatabaseProbe =
  | { readonly database: 'ok'; readonly writes: 'ok'; readonly schema: SchemaState }
  | {
      readonly database: 'ok'
      readonly writes: 'read_only' | 'disk_full' | 'failed'
      readonly error: unknown
    }
  | { readonly database: 'no_connection' | 'unavailable'; readonly error: unknown }

/** The rows do not fit into the memory of a sort or function, so PostgreSQL writes them to a temporary file. */
const spilledRowCount = 5_000

const sqlStates = {
  diskFull: '53100',
  readOnly: '25006',
  tooManyConnections: '53300',
  temporaryFileLimit: '53400',
}

/**
 * Reads the state of the schema and writes: a record to the write-ahead log, which a standby refuses, and a temporary file, which a
 * full disk refuses. Neither leaves anything in a table.
 */
export async function probeDatabase({ sql }: Db): Promise<DatabaseProbe> {
  try {
    return await sql.begin(async (transaction) => {
      const [row] = await transaction<{ is_read_only: boolean }[]>`
        select current_setting('transaction_read_only') = 'on' as is_read_only, set_config('work_mem', '64kB', true)`
      if (row?.is_read_only === true) return { database: 'ok', writes: 'read_only', error: null } as const
      const schema = await selectSchemaState({ sql: transaction })
      await transaction`select pg_logical_emit_message(true, 'coinslot', 'readiness')`
      await spill(transaction)
      return { database: 'ok', writes: 'ok', schema } as const
    })
  } catch (error) {
    return classifyFailure(error)
  }
}

/** A limit on temporary files says nothing about the disk. */
async function spill(transaction: postgres.TransactionSql): Promise<void> {
  try {
    await transaction.savepoint(
      (savepoint) => savepoint`select count(*) from generate_series(1, ${spilledRowCount}::int)`,
    )
  } catch (error) {
    if (!(error instanceof postgres.PostgresError) || error.code !== sqlStates.temporaryFileLimit) throw error
  }
}

/** What a failed probe says about the database. */
export function classifyFailure(error: unknown): DatabaseProbe {
  const code = error instanceof postgres.PostgresError ? error.code : null
  if (code === sqlStates.tooManyConnections) return { database: 'no_connection', error }
  if (describeConnectionFailure(error) !== null || code === null) return { database: 'unavailable', error }
  const writes =
    code === sqlStates.diskFull ? 'disk_full' : code === sqlStates.readOnly ? 'read_only' : 'failed'
  return { database: 'ok', writes, error }
}
