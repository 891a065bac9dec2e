import { selectServerKeys as listRows } from '../../db/queries/server-keys.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'

/** The newest keys first, the revoked ones too; at most 1,000. */
export function listServerKeys(ctx: Context): Promise<ServerKeyRow[]> {
  return listRows(ctx.db, ctx.app.appId)
}
