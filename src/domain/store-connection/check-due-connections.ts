import { selectStoreFacts } from '../../db/queries/set-up-facts.ts'
import { selectStoreConnections, type StoreConnectionRow } from '../../db/queries/store-connections.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { checkConnectedApp } from './check-connected-app.ts'
import { isStoreError } from './is-store-error.ts'

/** A connection that works is checked about once an hour, one that fails in every run, so that its recovery is seen soon. */
const checkIntervalMs = 55 * 60_000

/** Checks the connections to a store whose last check is old, each by calls to the store, and stores the results. */
export async function checkDueConnections(ctx: AppContext, store: StoreName): Promise<void> {
  const { appId } = ctx.app
  const [rows, [facts]] = await Promise.all([
    selectStoreConnections(ctx.db, appId, store),
    selectStoreFacts(ctx.db, appId, [store]),
  ])
  for (const app of await ctx.stores.listApps(appId, store)) {
    const row = rows.find(({ storeBundleId }) => storeBundleId === app.storeBundleId)
    if (row === undefined || !isDue(row, ctx.clock())) continue
    await checkConnectedApp(ctx, { store, app, facts }).catch((error: unknown) => {
      if (!isStoreError(error)) throw error
    })
  }
}

const isDue = ({ checkedAt, failingSince }: StoreConnectionRow, now: Date) =>
  checkedAt === null || failingSince !== null || now.getTime() - checkedAt.getTime() >= checkIntervalMs
