import type { Services } from '../../src/domain/context.ts'
import { eventually } from '../support/eventually.ts'
import { expect } from '../support/test.ts'
import { apiActs } from './api-acts.ts'
import { firstOperatorAct, ownActs } from './acts.ts'
import { prepareKilledBackends } from './killed-backends.ts'
import { operatorTest } from './operator-test.ts'

const test = operatorTest
  .extend('killed', { scope: 'file' }, ({ sql }) => prepareKilledBackends(sql))
  .extend('setting', ({ services, server, sql, openBrowser }) => ({
    services,
    server,
    sql,
    openBrowser: () => openBrowser(),
  }))

// The first act needs a database without operators.
const acts = Object.entries({
  'the acceptance of the first link': firstOperatorAct,
  ...ownActs,
  ...apiActs,
})

test.for(acts)(
  '%s whose connection is killed at its audit entry has not happened, and can be repeated',
  async ([, { action, prepare }], { setting, killed }) => {
    const act = await prepare(setting)
    const before = await killed.readState()
    expect(await killed.killAt(action, act)).toBe(false)
    expect(await killed.readState()).toBe(before)
    const count = await killed.countEntries(action)
    expect(await act()).toBe(true)
    expect(await killed.countEntries(action)).toBe(count + 1)
  },
)

test.for(acts.slice(1))(
  '%s by two calls at once happens as if one had come after the other',
  async ([, { action, entriesOfTwo, prepare }], { setting, killed }) => {
    const act = await prepare(setting)
    const count = await killed.countEntries(action)
    const results = await Promise.all([act(), act()])
    expect(results).toContain(true)
    expect(await killed.countEntries(action)).toBe(count + entriesOfTwo)
  },
)

test.for([
  ['fails with it', (error: unknown) => Promise.reject(error as Error)],
  ['goes on without it', () => Promise.resolve()],
  ['fails with another error', () => Promise.reject(new Error('another error'))],
  ['waits for another query', (_error: unknown, { db }: Services) => db.sql`select 1`.then(() => undefined)],
] as const)(
  'a transaction whose connection is killed is rejected and does not end the process, also if its work %s',
  async ([, goOn], { services }) => {
    const uncaught: unknown[] = []
    const note = (error: unknown) => uncaught.push(error)
    process.on('uncaughtExceptionMonitor', note)
    for (let repetition = 0; repetition < 5; repetition += 1) {
      const transaction = services.db.sql.begin((sql) =>
        sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(10)`.then(
          () => undefined,
          (error: unknown) => goOn(error, services),
        ),
      )
      await expect(transaction).rejects.toThrow()
    }
    // The pool may still replace the last connection.
    await eventually(() => services.db.sql`select 1`.then(() => undefined))
    process.off('uncaughtExceptionMonitor', note)
    expect(uncaught).toEqual([])
  },
)
