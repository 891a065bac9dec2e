import { isDeepStrictEqual } from 'node:util'
import {
  insertStoreConnection,
  selectStoreConnection,
  updateStoreConnection,
  type StoreConnectionRow,
} from '../../db/queries/store-connections.ts'
import { encrypt } from '../../platform/crypto.ts'
import { storeCredentialsAad } from '../../platform/encryption-aad.ts'
import {
  StoreMisconfiguredError,
  type StoreConnection,
  type StoreDefinition,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import { diffFields } from '../audit/diff-fields.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { decryptConnection, parseConnection } from './parse-connection.ts'

export type ConnectStoreInput = {
  readonly store: StoreName
  /** The field of the input that contains the connection. */
  readonly field: string
  readonly connection: unknown
}

type ConnectStoreOutcome = Outcome<{ storeConnection: StoreConnectionRow }>

/** A concurrent change of the connection makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Connects the app to a store, or changes what the input has of its connection. The credentials are stored encrypted. */
export async function connectStore(ctx: Context, input: ConnectStoreInput): Promise<ConnectStoreOutcome> {
  const outcome = await retryOnConflict(maxAttempts, () => tryConnect(ctx, input))
  if (outcome === null) {
    const message = 'Another request is changing this connection.'
    return { problem: createProblem('BUSY', message, [input.field], 100) }
  }
  if (outcome.problem === null) ctx.stores.invalidate(ctx.app.appId, input.store)
  return outcome
}

/** Null if another call changed the connection in the meantime. */
async function tryConnect(ctx: Context, input: ConnectStoreInput): Promise<ConnectStoreOutcome | null> {
  const definition = ctx.stores.definitions[input.store]
  const before = await selectStoreConnection(ctx.db, ctx.app.appId, input.store)
  const stored = decryptConnection(ctx, before)
  const parsed = parseConnection(definition, stored, input.connection)
  if (!parsed.ok) {
    const [issue] = parsed.issues
    const field = [input.field, ...(issue?.field ?? [])]
    const message = parsed.issues.map((each) => `${each.field.join('.')}: ${each.message}`).join('; ')
    return { problem: createProblem('INVALID_INPUT', message, field) }
  }
  const { connection } = parsed
  const problem = await checkAdapter(definition, connection, input.field)
  if (problem !== null) return { problem }
  const changes = diffFields(describeConnection(stored), describeConnection(connection, stored))
  if (changes === null && before !== null) return { storeConnection: before, problem: null }
  const action = createOperatorAction(ctx, {
    action: 'connectStore',
    changes: { store: input.store, ...changes },
  })
  const row = toRow(ctx, input.store, connection)
  const storeConnection =
    before === null
      ? await insertStoreConnection(ctx.db, row, action)
      : await updateStoreConnection(ctx.db, before, row, action)
  return storeConnection === null ? null : { storeConnection, problem: null }
}

async function checkAdapter(
  definition: StoreDefinition,
  connection: StoreConnection,
  field: string,
): Promise<Problem | null> {
  try {
    await definition.createAdapter(connection).close()
    return null
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError)) throw error
    return createProblem('STORE_MISCONFIGURED', error.message, [field])
  }
}

function toRow(ctx: Context, store: StoreName, connection: StoreConnection): StoreConnectionRow {
  const { appId } = ctx.app
  const { storeBundleId, settings, credentials } = connection
  const now = ctx.clock()
  const encryptedCredentials =
    credentials === null
      ? null
      : encrypt(ctx.keyring, JSON.stringify(credentials), storeCredentialsAad(appId, store))
  return {
    appId,
    store,
    storeBundleId,
    settings,
    encryptedCredentials,
    revision: 0,
    connectedAt: now,
    updatedAt: now,
  }
}

/** The fields of the audit log: of credentials only whether there are any, and whether they are others than before. */
function describeConnection(
  connection: StoreConnection | null,
  before: StoreConnection | null = connection,
): Readonly<Record<string, unknown>> {
  if (connection === null) return {}
  const { storeBundleId, settings, credentials } = connection
  const isReplaced = before !== null && !isDeepStrictEqual(before.credentials, credentials)
  const description = credentials === null ? 'none' : isReplaced ? 'replaced' : 'set'
  return { storeBundleId, settings: toPlain(settings), credentials: description }
}

/** As JSON has it: a setting that is undefined is absent. */
function toPlain(settings: unknown): unknown {
  return JSON.parse(JSON.stringify(settings))
}
