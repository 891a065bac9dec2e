import { selectApp, type AppRow } from '../../db/queries/apps.ts'
import { selectPreviousUserSecrets } from '../../db/queries/user-secrets.ts'
import type { Context } from '../context.ts'

/** A secret of user tokens, without the secret itself. */
export type UserSecret = {
  readonly id: string
  readonly createdAt: Date
  /** null for the current secret. */
  readonly expiresAt: Date | null
  /** null if it was never used. */
  readonly lastUsedAt: Date | null
}

/** The secrets that verify user tokens, newest first. */
export async function listUserSecrets(ctx: Context): Promise<UserSecret[]> {
  const { appId, row } = ctx.app
  const [current, previous] = await Promise.all([
    selectApp(ctx.db, appId),
    selectPreviousUserSecrets(ctx.db, appId, ctx.clock()),
  ])
  return [
    toCurrentUserSecret(current ?? row),
    ...previous.map(({ id, createdAt, expiresAt, lastUsedAt }) => ({ id, createdAt, expiresAt, lastUsedAt })),
  ]
}

export function toCurrentUserSecret({
  userSecretId,
  userSecretCreatedAt,
  userSecretLastUsedAt,
}: Pick<AppRow, 'userSecretId' | 'userSecretCreatedAt' | 'userSecretLastUsedAt'>): UserSecret {
  return {
    id: userSecretId,
    createdAt: userSecretCreatedAt,
    expiresAt: null,
    lastUsedAt: userSecretLastUsedAt,
  }
}
