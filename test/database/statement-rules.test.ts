import { baseTest as test } from '../support/base-test.ts'
import { expect } from '../support/test.ts'
import { findViolations, type StatementFinding } from './statement-rules.ts'

test.for<[text: string, findings: readonly StatementFinding[]]>([
  ['select 1 from payments p where p.id = $1', [{ rule: 'app-id', tables: ['payments'] }]],
  [
    'select 1 from payments p join users u on u.id = p.user_id where p.app_id = $1',
    [{ rule: 'app-id', tables: ['users'] }],
  ],
  [
    'select 1 from payments p join users u on u.app_id = p.app_id',
    [{ rule: 'app-id', tables: ['payments', 'users'] }],
  ],
  [
    'with a as (insert into users (id, app_id) values ($1, $2) returning *) select 1 from payments p, a where p.app_id = a.app_id',
    [],
  ],
  [
    'with a as (insert into users (app_id) select app_id from b returning *) select 1 from payments p, a where p.app_id = a.app_id',
    [{ rule: 'app-id', tables: ['payments'] }],
  ],
  ['select 1 from payments p join users u on u.app_id = p.app_id where u.app_id = any($1)', []],
  [
    'with a as (select app_id from users where app_id = $1) select 1 from payments where app_id = (select app_id from a)',
    [],
  ],
  ['select 1 from payments p join users u using (app_id) where p.app_id = $1', []],
  [
    'select 1 from users where id in (select user_id from payments where app_id = $1)',
    [{ rule: 'app-id', tables: ['users'] }],
  ],
  ['update payments set status = $1 where app_id > $2', [{ rule: 'app-id', tables: ['payments'] }]],
  ['insert into users (id) values ($1)', [{ rule: 'app-id', tables: ['users'] }]],
  [
    'with a as (delete from users where app_id = $1 returning 1) select 1 from users u where u.app_id = $1',
    [{ rule: 'snapshot', tables: ['users'] }],
  ],
  [
    'with a as (select 1 from users where app_id = $1 for update) update users set id = $2 where app_id = $1',
    [],
  ],
  [`insert into users (app_id, id) values ($1, nextval('numbers'))`, [{ rule: 'sequence', tables: [] }]],
  ['delete from users where app_id = $1 and ctid = $2', [{ rule: 'ctid', tables: [] }]],
  [
    'with a as (insert into idempotency_keys (app_id, key) values ($1, $2)) select 1',
    [{ rule: 'returning', tables: [] }],
  ],
  ['with a as (insert into idempotency_keys (app_id, key) values ($1, $2) returning 1) select 1', []],
  ['insert into idempotency_keys (app_id, key) values ($1, $2)', []],
  ['with a as (select where $1) select 1 from a', [{ rule: 'columns', tables: [] }]],
  ['with a as (values ($1)) select 1 from a where exists (select from a)', []],
  [
    `insert into users (app_id) values ($1) on conflict (app_id) do update set at = greatest(now(), users.at - $1 * interval '1 ms')`,
    [{ rule: 'stable', tables: [] }],
  ],
  [
    `insert into users (app_id) values ($1) on conflict (app_id) do update set at = (users.at at time zone 'UTC' - $1 * interval '1 ms') at time zone 'UTC'`,
    [],
  ],
])('the check of statements judges %s', async ([text, findings]) => {
  expect(await findViolations(text, new Set(['payments', 'users', 'idempotency_keys']))).toEqual(findings)
})
