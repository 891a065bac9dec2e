import type { AppRow } from '../../db/queries/apps.ts'
import { selectPreviousUserSecrets } from '../../db/queries/user-secrets.ts'
import type { Context } from '../context.ts'

/** A secret of user tokens, without the secret itself. */
export type UserSecret = {
  readonly id: string
  readonly createdAt: Date
  /** null for the current secret. */
  readonly expiresAt: Date | null
}

/** The secrets that verify user tokens, newest first. */
export async function listUserSecrets(ctx: Context): Promise<UserSecret[]> {
  const previous = await selectPreviousUserSecrets(ctx.db, ctx.app.appId, ctx.clock())
  return [
    toCurrentUserSecret(ctx.app.row),
    ...previous.map(({ id, createdAt, expiresAt }) => ({ id, createdAt, expiresAt })),
  ]
}

export function toCurrentUserSecret({
  userSecretId,
  userSecretCreatedAt,
}: Pick<AppRow, 'userSecretId' | 'userSecretCreatedAt'>): UserSecret {
  return { id: userSecretId, createdAt: userSecretCreatedAt, expiresAt: null }
}
