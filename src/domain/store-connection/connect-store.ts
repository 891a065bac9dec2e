import {
  selectStoreConnections,
  upsertStoreConnection,
  type StoreConnectionRow,
} from '../../db/queries/store-connections.ts'
import { encrypt } from '../../platform/crypto.ts'
import { storeCredentialsAad } from '../../platform/encryption-aad.ts'
import {
  StoreMisconfiguredError,
  type StoreConnection,
  type StoreName,
} from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type ConnectStoreInput = {
  readonly store: StoreName
  /** The field of the input that contains the connection. */
  readonly field: string
  readonly connection: unknown
  /** Whether another AppKey may be connected to the same app; null keeps what the connection has. */
  readonly shared: boolean | null
}

/** A receipt that does not name its app is verified with each of them, so their number limits the calls for one receipt. */
const maxConnectionsPerStore = 20

/** Connects the AppKey to an app of a store, or replaces that connection. The credentials are stored encrypted. */
export async function connectStore(
  ctx: Context,
  input: ConnectStoreInput,
): Promise<Outcome<{ storeConnection: StoreConnectionRow }>> {
  const parsed = await parseConnection(ctx, input)
  if ('code' in parsed) return { problem: parsed }
  const { appId } = ctx.app
  const { store, shared } = input
  const { storeBundleId, settings, credentials } = parsed
  const now = ctx.clock()
  const storeConnection = await upsertStoreConnection(ctx.db, {
    connection: {
      appId,
      store,
      storeBundleId,
      settings,
      encryptedCredentials:
        credentials === null
          ? null
          : encrypt(ctx.keyring, JSON.stringify(credentials), storeCredentialsAad(appId, store)),
      connectedAt: now,
      updatedAt: now,
    },
    shared,
    maxConnections: maxConnectionsPerStore,
    action: createOperatorAction(ctx, {
      action: 'connectStore',
      reason: null,
      changes: { after: { store, storeBundleId, ...(shared === null ? {} : { shared }) } },
      idempotencyRecord: null,
    }),
  })
  if (storeConnection === null) return { problem: await explainRejection(ctx, input, storeBundleId) }
  ctx.stores.invalidate(appId, store)
  return { storeConnection, problem: null }
}

async function parseConnection(ctx: Context, input: ConnectStoreInput): Promise<StoreConnection | Problem> {
  const definition = ctx.stores.definitions[input.store]
  const parsed = definition.parseConnection(input.connection)
  if (!parsed.ok) {
    const [issue] = parsed.issues
    const field = [input.field, ...(issue?.field ?? [])]
    const message = parsed.issues.map((each) => `${each.field.join('.')}: ${each.message}`).join('; ')
    return createProblem('INVALID_INPUT', message, field)
  }
  try {
    await definition.createAdapter(parsed.connection).close()
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError)) throw error
    return createProblem('STORE_MISCONFIGURED', error.message, [input.field])
  }
  return parsed.connection
}

/** The problem says nothing about the other AppKey. */
async function explainRejection(
  ctx: Context,
  { store, field }: ConnectStoreInput,
  storeBundleId: string,
): Promise<Problem> {
  const connections = await selectStoreConnections(ctx.db, ctx.app.appId, store)
  const others = connections.filter((connection) => connection.storeBundleId !== storeBundleId)
  if (others.length >= maxConnectionsPerStore) {
    const message = `An AppKey can be connected to at most ${maxConnectionsPerStore} apps of a store.`
    return createProblem('INVALID_INPUT', message, [field])
  }
  const message =
    'Another AppKey of this server is connected to this app, and the purchases of an app belong to one AppKey. ' +
    'If both are meant to accept them, connect it with shared set to true.'
  return createProblem('STORE_APP_IN_USE', message, [field])
}
