import { parsePlPgSQL } from 'libpg-query'
import { expect, serverTest as test } from '../support/test.ts'
import { findViolations, readTenantTables } from './statement-rules.ts'

/** The statements in a parsed function; the expressions of its conditions and assignments are none. */
function readStatements(parsed: unknown): string[] {
  if (typeof parsed !== 'object' || parsed === null) return []
  return Object.entries(parsed).flatMap(([kind, value]) => {
    if (kind !== 'PLpgSQL_expr') return readStatements(value)
    const { query } = value as { readonly query: string }
    return /^\s*(?:select|insert|update|delete|with)\b/i.test(query) ? [query] : []
  })
}

test('the statements within the functions of one AppKey name it for every table, and no part of one depends on what another part writes', async ({
  sql,
  project: _,
}) => {
  const tenantTables = await readTenantTables(sql)
  const functions = await sql<{ name: string; definition: string }[]>`
    select p.proname as name, pg_get_functiondef(p.oid) as definition
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'public'::regnamespace and l.lanname = 'plpgsql' and p.proargtypes[0] = 'uuid'::regtype`
  const hot = ['consume_payments', 'sequence_feed', 'update_user_entitlements']
  expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(hot))
  const violations: string[] = []
  let statementCount = 0
  for (const { name, definition } of functions) {
    for (const statement of readStatements(await parsePlPgSQL(definition))) {
      statementCount += 1
      for (const { rule, tables } of await findViolations(statement, tenantTables))
        violations.push(`${name}: ${rule} ${tables.join(', ')}: ${statement.slice(0, 200)}`)
    }
  }
  expect(violations).toEqual([])
  expect(statementCount).toBeGreaterThan(hot.length)
})
