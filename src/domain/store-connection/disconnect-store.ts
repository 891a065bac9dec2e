import {
  deleteStoreConnection,
  selectStoreConnections,
  type StoreConnectionRow,
} from '../../db/queries/store-connections.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { storeNotConnected } from './store-not-connected.ts'

/** Deletes a connection with its credentials. Recorded payments stay; their sales can no longer be read from the store. */
export async function disconnectStore(
  ctx: Context,
  input: { readonly store: StoreName; readonly storeBundleId: string | null },
): Promise<Outcome<{ storeConnection: StoreConnectionRow }>> {
  const { appId } = ctx.app
  const { store } = input
  const selected = await selectConnection(ctx, input)
  if ('code' in selected) return { problem: selected }
  const { storeBundleId } = selected
  const action = createOperatorAction(ctx, {
    action: 'disconnectStore',
    reason: null,
    changes: { before: { store, storeBundleId } },
    idempotencyRecord: null,
  })
  const storeConnection = await deleteStoreConnection(ctx.db, { appId, store, storeBundleId }, action)
  if (storeConnection === null) return { problem: storeNotConnected(store, ['storeBundleId']) }
  ctx.stores.invalidate(appId, store)
  return { storeConnection, problem: null }
}

async function selectConnection(
  ctx: Context,
  { store, storeBundleId }: { readonly store: StoreName; readonly storeBundleId: string | null },
): Promise<StoreConnectionRow | Problem> {
  const connections = await selectStoreConnections(ctx.db, ctx.app.appId, store)
  const [first] = connections
  if (first === undefined) return storeNotConnected(store, ['store'])
  if (storeBundleId === null) {
    if (connections.length === 1) return first
    const message = `The AppKey is connected to several apps of ${store}: name one by storeBundleId.`
    return createProblem('INVALID_INPUT', message, ['storeBundleId'])
  }
  const named = connections.find((connection) => connection.storeBundleId === storeBundleId)
  return named ?? storeNotConnected(store, ['storeBundleId'])
}
