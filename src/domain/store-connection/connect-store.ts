import { isDeepStrictEqual } from 'node:util'
import {
  selectStoreAppOwner,
  selectStoreConnections,
  upsertStoreConnection,
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
import { decryptConnection, findConnection, parseConnection } from './parse-connection.ts'

export type ConnectStoreInput = {
  readonly store: StoreName
  /** The field of the input that contains the connection. */
  readonly field: string
  readonly connection: unknown
  /** Whether another AppKey may be connected to the same app; null keeps what the connection has. */
  readonly shared: boolean | null
}

type ConnectStoreOutcome = Outcome<{ storeConnection: StoreConnectionRow }>

/** A receipt that does not name its app is verified with each of them, so their number limits the calls for one receipt. */
const maxConnectionsPerStore = 20

/** A concurrent change of the connection makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Connects the AppKey to an app of a store, or changes what the input has of that connection. The credentials are stored encrypted. */
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
  const connections = await selectStoreConnections(ctx.db, ctx.app.appId, input.store)
  const before = findConnection(definition, connections, input.connection)
  const stored = decryptConnection(ctx, before)
  const parsed = parseConnection(definition, stored, input.connection)
  if (!parsed.ok) {
    const [issue] = parsed.issues
    const field = [input.field, ...(issue?.field ?? [])]
    const message = parsed.issues.map((each) => `${each.field.join('.')}: ${each.message}`).join('; ')
    return { problem: createProblem('INVALID_INPUT', message, field) }
  }
  const problem = await checkAdapter(definition, parsed.connection, input.field)
  if (problem !== null) return { problem }
  return writeConnection(ctx, input, { connection: parsed.connection, stored, before })
}

type ConnectionChange = {
  readonly connection: StoreConnection
  readonly stored: StoreConnection | null
  readonly before: StoreConnectionRow | null
}

async function writeConnection(
  ctx: Context,
  input: ConnectStoreInput,
  { connection, stored, before }: ConnectionChange,
): Promise<ConnectStoreOutcome | null> {
  const shared = input.shared ?? before?.shared ?? false
  const changes = diffFields(
    before === null ? {} : { ...describeConnection(stored), shared: before.shared },
    { ...describeConnection(connection, stored), shared },
  )
  if (changes === null && before !== null) return { storeConnection: before, problem: null }
  const { storeBundleId } = connection
  const action = createOperatorAction(ctx, {
    action: 'connectStore',
    changes: { store: input.store, storeBundleId, ...changes },
  })
  const storeConnection = await upsertStoreConnection(ctx.db, {
    connection: {
      ...toRow(ctx, input.store, connection),
      shared,
      revision: before === null ? 0 : before.revision + 1,
    },
    maxConnections: maxConnectionsPerStore,
    action,
  })
  if (storeConnection !== null) return { storeConnection, problem: null }
  const rejection = await explainRejection(ctx, input, storeBundleId)
  return rejection === null ? null : { problem: rejection }
}

/** The problem says nothing about the other AppKey. Null if the connection was changed in the meantime. */
async function explainRejection(
  ctx: Context,
  { store, field }: ConnectStoreInput,
  storeBundleId: string,
): Promise<Problem | null> {
  const { appId } = ctx.app
  const connections = await selectStoreConnections(ctx.db, appId, store)
  const others = connections.filter((connection) => connection.storeBundleId !== storeBundleId)
  if (others.length >= maxConnectionsPerStore) {
    const message = `An AppKey can be connected to at most ${maxConnectionsPerStore} apps of a store.`
    return createProblem('INVALID_INPUT', message, [field])
  }
  const owner = await selectStoreAppOwner(ctx.db, store, storeBundleId)
  if (owner === null || owner === appId) return null
  const message =
    'Another AppKey of this server is connected to this app, and the purchases of an app belong to one AppKey. ' +
    'If both are meant to accept them, connect it with shared set to true.'
  return createProblem('STORE_APP_IN_USE', message, [field])
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
    shared: false,
    revision: 0,
    connectedAt: now,
    updatedAt: now,
    checkedAt: null,
    checkSteps: null,
    failingSince: null,
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
