import { selectUserTokenKeys } from '../../db/queries/user-token-keys.ts'
import type { Context } from '../context.ts'
import type { UserTokenKeyRow } from '../models.ts'

/** The registered public keys that have not expired, newest first. */
export function listUserTokenKeys(ctx: Context): Promise<UserTokenKeyRow[]> {
  return selectUserTokenKeys(ctx.db, ctx.app.appId, ctx.clock())
}
