import { and, eq, sql } from 'drizzle-orm'
import { isIdentifierText } from '../../platform/text.ts'
import { createBuiltRead } from '../built-read.ts'
import type { Db } from '../client.ts'
import { createKeyedRead } from '../keyed-read.ts'
import { users } from '../tables/users.ts'

export type UserRow = typeof users.$inferSelect

/** `isNew` is false if the user existed. Concurrent calls create one user. */
export async function insertUserIfAbsent(db: Db, user: UserRow): Promise<{ user: UserRow; isNew: boolean }> {
  const [inserted] = await db.orm.insert(users).values(user).onConflictDoNothing().returning()
  if (inserted !== undefined) return { user: inserted, isNew: true }
  const existing = await selectUserByExternalId(db, user.appId, user.externalId)
  if (existing === null) throw new Error('conflicting user not found')
  return { user: existing, isNew: false }
}

const readUserByExternalId = createBuiltRead<UserRow>((orm) =>
  orm
    .select()
    .from(users)
    .where(
      and(eq(users.appId, sql.placeholder('appId')), eq(users.externalId, sql.placeholder('externalId'))),
    )
    .prepare('user_by_external_id'),
)

/** A text that no user can have as its id is not looked for: PostgreSQL rejects NUL and lone surrogates. */
export async function selectUserByExternalId(
  db: Db,
  appId: string,
  externalId: string,
): Promise<UserRow | null> {
  if (!isIdentifierText(externalId)) return null
  const [row] = await readUserByExternalId(db.orm, { appId, externalId })
  return row ?? null
}

export const selectUsersByIds = createKeyedRead(users, users.id)
