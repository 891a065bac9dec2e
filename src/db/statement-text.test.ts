import postgres from 'postgres'
import { expect, test } from 'vitest'
import { summarizeQuery } from './query-summary.ts'
import { readStatementText } from './statement-text.ts'

// It connects when the first query is awaited; none is.
const sql = postgres('postgres://127.0.0.1:1/none')

test('the text of a statement contains its fragments and the names of tables, and no value', () => {
  const values = sql`select id from ${sql('notifications')} where id = ${'a-secret-value'}`
  const statement = sql`
    ${sql`with found as (${values})`}
    update sales set key = ${'another-secret'} where id in (select id from found)`
  const text = readStatementText(statement)
  expect(text).not.toContain('secret')
  expect(summarizeQuery(text)).toBe('UPDATE sales')
  expect(summarizeQuery(readStatementText(values))).toBe('SELECT notifications')
  expect(summarizeQuery(readStatementText(sql`${values}`))).toBe('SELECT notifications')
})

test.each([null, undefined, 'a-secret', 1, {}, { value: 'a-secret' }])(
  '%j as a query has no text',
  (query) => {
    expect(readStatementText(query)).toBe('?')
  },
)
