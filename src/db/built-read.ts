import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'

type Values = Record<string, unknown>
type BuiltQuery<Row> = { readonly execute: (values: Values) => Promise<Row[]> }

/**
 * A read of the query builder that is built once for each pool, with `sql.placeholder` for its values. Building a select of three
 * tables takes the API ten times as long as sending it and reading its row.
 * @param build ends with `.prepare()`; whether the statement is prepared by PostgreSQL is decided as for every other one
 */
export function createBuiltRead<Row>(
  build: (orm: PostgresJsDatabase) => BuiltQuery<Row>,
): (orm: PostgresJsDatabase, values: Values) => Promise<Row[]> {
  const queries = new WeakMap<PostgresJsDatabase, BuiltQuery<Row>>()
  return (orm, values) => {
    const known = queries.get(orm)
    if (known !== undefined) return known.execute(values)
    const query = build(orm)
    queries.set(orm, query)
    return query.execute(values)
  }
}
