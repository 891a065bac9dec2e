import type { Fragment } from 'postgres'
import { newUuid } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import { installationActionSql, type OperatorAction } from './operator-action.ts'

/** A new operator who signs in with a password. */
export type NewOperator = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly installationOwner: boolean
}

/**
 * The CTEs `operator_insert`, `account_insert` and those of the audit entry.
 * @param from condition of the insert: a table expression of one row, or of none
 */
export function operatorInsertSql(
  db: Db,
  { from, operator, action }: { from: Fragment; operator: NewOperator; action: OperatorAction },
): Fragment {
  const { id, email, name, passwordHash, installationOwner } = operator
  const nowText = action.now.toISOString()
  return db.sql`
    operator_insert as (
      insert into operators (id, email, name, email_verified, installation_owner, created_at, updated_at)
      select ${id}::uuid, ${email}, ${name}, true, ${installationOwner}::boolean, ${nowText}::timestamptz, ${nowText}::timestamptz
      from ${from}
      returning id
    ), account_insert as (
      insert into operator_accounts (id, operator_id, provider_id, account_id, password, created_at, updated_at)
      select ${newUuid()}::uuid, id, 'credential', id::text, ${passwordHash}, ${nowText}::timestamptz, ${nowText}::timestamptz
      from operator_insert
    ), ${installationActionSql(db, 'operator_insert', action)}`
}
