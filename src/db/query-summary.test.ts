import { expect, test } from 'vitest'
import { summarizeQuery } from './query-summary.ts'

test.each([
  ['select * from "payments" where "payments"."app_id" = $1', 'SELECT payments'],
  ['select p.* from payments p join users u on u.id = p.user_id', 'SELECT payments, SELECT users'],
  [
    'with due as (select 1 from apps a for update skip locked), written as (insert into payments (id) select 1 from due returning *) ' +
      'insert into event_outbox (id) select id from written on conflict do update set id = 1',
    'INSERT payments, INSERT event_outbox',
  ],
  ['select id from payments for update of payments', 'SELECT payments'],
  ['select id from payments p for no key update of p nowait', 'SELECT payments'],
  ['\n  (select 1) union (select 2)', 'SELECT'],
  [
    'select 1 from "payments" inner join lateral (select 1 from "users") "user" on true',
    'SELECT payments, SELECT users',
  ],
  ['update acknowledgements t set attempts = 1', 'UPDATE acknowledgements'],
  ["select set_config('x', $1, true)", 'SELECT'],
  ['', 'QUERY'],
])('the summary of %j is %j', (text, summary) => {
  expect(summarizeQuery(text)).toBe(summary)
})

test('a summary contains no value and is bounded', () => {
  const text = `select * from payments where id in (${"'a-secret', ".repeat(10_000)}'x') and ${'join t_x '.repeat(500)}`
  expect(summarizeQuery(text)).not.toContain('secret')
  expect(summarizeQuery(text).length).toBeLessThanOrEqual(120)
})
