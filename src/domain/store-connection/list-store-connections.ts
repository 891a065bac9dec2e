import { selectStoreConnections } from '../../db/queries/store-connections.ts'
import type { Context } from '../context.ts'
import type { StoreConnectionRow } from '../models.ts'

export function listStoreConnections(ctx: Context): Promise<StoreConnectionRow[]> {
  return selectStoreConnections(ctx.db, ctx.app.appId)
}
