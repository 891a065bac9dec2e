import { drizzle } from 'drizzle-orm/postgres-js'
import type { Sql, TransactionSql } from 'postgres'
import type { Db } from './client.ts'

/** Runs work in one transaction: all that it writes through the given `Db` is committed, or nothing if it throws. */
export async function runTransaction<Result>(
  db: Db,
  work: (transaction: Db) => Promise<Result>,
): Promise<Result> {
  const result: unknown = await db.sql.begin((sql) => work(toTransactionDb(db, sql)))
  return result as Result
}

/** Both interfaces of a transaction. A transaction within it is a part of it. */
export function toTransactionDb({ sql }: Db, transaction: TransactionSql): Db {
  const inner = Object.assign(transaction, {
    options: sql.options,
    begin: <Result>(work: (sql: TransactionSql) => Promise<Result>) => work(transaction),
  }) as unknown as Sql
  return { sql: inner, orm: drizzle(inner) }
}
