import type { Sql } from 'postgres'
import { statementExceptions, type StatementException } from './statement-exceptions.ts'
import { findViolations } from './statement-rules.ts'

/**
 * The texts of the statements that the database has executed since its statistics were reset, without comments and line breaks. What
 * PostgreSQL itself asks to check foreign keys is none.
 */
export async function readExecutedStatements(sql: Sql): Promise<string[]> {
  const rows = await sql<{ query: string }[]>`
    select distinct query from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database())
      and query ~* '^\\s*(select|insert|update|delete|with)' and query !~ 'OPERATOR\\(pg_catalog\\.'`
  return rows.map(({ query }) => query.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim())
}

/** What the statements do against the rules, a line for each, and the exceptions that were needed. */
export async function judgeStatements(texts: readonly string[], tenantTables: ReadonlySet<string>) {
  const usedExceptions = new Set<StatementException>()
  const violations: string[] = []
  for (const text of texts) {
    const matching = statementExceptions.filter(({ statement }) => statement.test(text))
    for (const { rule, tables } of await findViolations(text, tenantTables)) {
      const exception = matching.find(({ rules }) => rules.includes(rule))
      if (exception === undefined) violations.push(`${rule} ${tables.join(', ')}: ${text.slice(0, 300)}`)
      else usedExceptions.add(exception)
    }
  }
  return { violations, usedExceptions }
}
