import { selectServerKeys } from '../../db/queries/server-keys.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'

/** Lists at most 100 server keys: valid ones first, then revoked and expired ones, each newest first. */
export function listServerKeys(ctx: Context): Promise<ServerKeyRow[]> {
  return selectServerKeys(ctx.db, ctx.app.appId, ctx.clock())
}
