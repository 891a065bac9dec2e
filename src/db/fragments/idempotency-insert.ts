import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { idempotencyKeys } from '../tables/idempotency-keys.ts'

/** The idempotency key of a mutation; the statement that makes the change stores it in the same commit. */
export type IdempotencyRecord = Pick<
  typeof idempotencyKeys.$inferSelect,
  'operation' | 'scope' | 'key' | 'requestHash'
>

/** Values for all rows, or columns of them. */
type IdempotencyColumns = { readonly [Name in keyof IdempotencyRecord]: string | Fragment }

/**
 * Stores an idempotency key for each changed row whose key is not null; nothing where there is no record. A database that is
 * distributed by AppKey reports a key that is taken only if the part returns something.
 * @param from name of the CTE with `app_id` and `id` of the changed rows
 * @param createdAt ISO 8601, or a column with the time
 */
export function idempotencyInsertSql(
  { sql }: Db,
  from: string,
  record: IdempotencyColumns | null,
  createdAt: string | Fragment,
): Fragment {
  const { operation = null, scope = null, key = null, requestHash = null } = record ?? {}
  return sql`
    insert into idempotency_keys (app_id, operation, scope, key, request_hash, resource_id, created_at)
    select app_id, ${operation}::text, ${scope}::text, ${key}::text, ${requestHash}::text, id, ${createdAt}::timestamptz
    from ${sql(from)} where ${key}::text is not null
    returning 1`
}
