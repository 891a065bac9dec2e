import { upsertStoreConnection, type StoreConnectionRow } from '../../db/queries/store-connections.ts'
import { encrypt } from '../../platform/crypto.ts'
import { storeCredentialsAad } from '../../platform/encryption-aad.ts'
import { StoreMisconfiguredError, type StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'

export type ConnectStoreInput = {
  readonly store: StoreName
  /** The field of the input that contains the connection. */
  readonly field: string
  readonly connection: unknown
}

/** Connects the app to a store, or replaces its connection. The credentials are stored encrypted. */
export async function connectStore(
  ctx: Context,
  input: ConnectStoreInput,
): Promise<Outcome<{ storeConnection: StoreConnectionRow }>> {
  const definition = ctx.stores.definitions[input.store]
  const parsed = definition.parseConnection(input.connection)
  if (!parsed.ok) {
    const [issue] = parsed.issues
    const field = [input.field, ...(issue?.field ?? [])]
    const message = parsed.issues.map((each) => `${each.field.join('.')}: ${each.message}`).join('; ')
    return { problem: createProblem('INVALID_INPUT', message, field) }
  }
  const { connection } = parsed
  try {
    await definition.createAdapter(connection).close()
  } catch (error) {
    if (!(error instanceof StoreMisconfiguredError)) throw error
    return { problem: createProblem('STORE_MISCONFIGURED', error.message, [input.field]) }
  }
  const { appId } = ctx.app
  const now = ctx.clock()
  const credentials =
    connection.credentials === null
      ? null
      : encrypt(ctx.keyring, JSON.stringify(connection.credentials), storeCredentialsAad(appId, input.store))
  const storeConnection = await upsertStoreConnection(ctx.db, {
    appId,
    store: input.store,
    storeBundleId: connection.storeBundleId,
    settings: connection.settings,
    encryptedCredentials: credentials,
    connectedAt: now,
    updatedAt: now,
  })
  ctx.stores.invalidate(appId, input.store)
  return { storeConnection, problem: null }
}
