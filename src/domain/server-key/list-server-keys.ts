import { selectServerKeys } from '../../db/queries/server-keys.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'

/** Lists the newest 1,000 server keys, including revoked ones, newest first. */
export function listServerKeys(ctx: Context): Promise<ServerKeyRow[]> {
  return selectServerKeys(ctx.db, ctx.app.appId)
}
