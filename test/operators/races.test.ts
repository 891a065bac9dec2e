import type { Sql } from 'postgres'
import { systemActor } from '../../src/domain/audit/record-audit.ts'
import { createPasswordResetLink } from '../../src/domain/operator-account/create-link.ts'
import { eventually } from '../support/eventually.ts'
import { expect, vi } from '../support/test.ts'
import { problemOf, totpCode } from './browser.ts'
import { addOperator, enableSecondFactor, operatorTest as test, password } from './operator-test.ts'

const author = { actor: systemActor, address: null, reason: null }
const newPassword = 'another long and quiet password'

/** Keeps the row of an operator from everybody else while the calls start, one after the other. */
async function startInOrder<Result>(
  sql: Sql,
  operatorId: string,
  calls: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const started: Promise<Result>[] = []
  await sql.begin(async (holder) => {
    await holder`select from operators where id = ${operatorId} for update`
    for (const call of calls) {
      started.push(call())
      await eventually(async () => {
        const waiting = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting.length).toBeGreaterThanOrEqual(started.length)
      })
    }
  })
  return Promise.all(started)
}

test.for([['before'], ['after']])(
  'a sign-in whose password was verified %s a reset of it leaves no session open',
  async ([order], { services, openBrowser, sql }) => {
    const { email, id } = await addOperator(services)
    const link = await createPasswordResetLink(services, email, author)
    const browser = openBrowser()
    const signIn = () => browser.signIn(email, password)
    const reset = () => openBrowser().post('/links/accept', { token: link?.token, password: newPassword })
    await startInOrder(sql, id, order === 'before' ? [signIn, reset] : [reset, signIn])
    expect((await browser.get('/session')).status).toBe(401)
    expect(await sql`select from operator_sessions where operator_id = ${id}`).toHaveLength(0)
    expect((await openBrowser().signIn(email, newPassword)).status).toBe(200)
  },
)

test('of two passwords that are set at once, only the one that was confirmed is valid', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const [one, two] = [openBrowser(), openBrowser()]
  for (const browser of [one, two]) await browser.signIn(email, password)
  const passwords = [`${newPassword} 1`, `${newPassword} 2`] as const
  const answers = await Promise.all([
    one.post('/change-password', { currentPassword: password, newPassword: passwords[0] }),
    two.post('/change-password', { currentPassword: password, newPassword: passwords[1] }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401])
  for (const [index, { status }] of answers.entries()) {
    expect((await openBrowser().signIn(email, passwords[index] ?? '')).status).toBe(status)
  }
})

test('two second factors that are set up at once do not fail the server, and one of them can be confirmed', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  await browser.signIn(email, password)
  const answers = await Promise.all([1, 2].map(() => browser.post('/two-factor/enable', { password })))
  for (const { status } of answers) expect([200, 409]).toContain(status)
  const uris = answers.flatMap(({ body: { totpURI } }) => (typeof totpURI === 'string' ? totpURI : []))
  const confirmed: number[] = []
  for (const uri of uris) {
    confirmed.push((await browser.post('/two-factor/verify-totp', { code: totpCode(uri) })).status)
  }
  expect(confirmed).toContain(200)
})

test('an act whose answer was lost can be repeated, or the next sign-in shows that it has happened', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const lost = openBrowser()
  await lost.signIn(email, password)
  const keep = new Map(lost.cookies)
  const { uri } = await enableSecondFactor(lost)
  // The browser has not received the cookie of the new session.
  const browser = openBrowser()
  for (const [name, value] of keep) browser.cookies.set(name, value)
  expect(problemOf(await browser.post('/two-factor/enable', { password }))).toBe('UNAUTHENTICATED')
  expect((await browser.signIn(email, password)).body).toEqual({ twoFactorRedirect: true })
  expect((await browser.post('/two-factor/verify-totp', { code: totpCode(uri, 1) })).status).toBe(200)
  const replaced = [1, 2].map(() => browser.post('/two-factor/generate-backup-codes', { password }))
  expect((await Promise.all(replaced)).map(({ status }) => status)).toEqual([200, 200])
  const { body } = await browser.post('/two-factor/generate-backup-codes', { password })
  const change = { currentPassword: password, newPassword }
  const before = new Map(browser.cookies)
  expect((await browser.post('/change-password', change)).status).toBe(200)
  browser.cookies.clear()
  for (const [name, value] of before) browser.cookies.set(name, value)
  expect(problemOf(await browser.post('/change-password', change))).toBe('UNAUTHENTICATED')
  expect(problemOf(await openBrowser().signIn(email, password))).toBe('INVALID_CREDENTIALS')
  expect((await browser.signIn(email, newPassword)).body).toEqual({ twoFactorRedirect: true })
  const [code] = body['backupCodes'] as string[]
  expect((await browser.post('/two-factor/verify-backup-code', { code })).status).toBe(200)
  for (const _ of [1, 2]) expect((await browser.post('/sign-out')).status).toBe(200)
  const signOuts = await sql`select from audit_log where action = 'signOut' and subject_id = ${id}`
  expect(signOuts).toHaveLength(1)
})

test('a failure of the database writes no query to the console, and the answer does not tell it', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email } = await addOperator(services)
  const written = ['log', 'warn', 'error'].map((name) => vi.spyOn(console, name as 'error'))
  await sql.unsafe(
    'alter table operator_sessions add constraint refused check (user_agent is null) not valid',
  )
  const answer = await openBrowser().signIn(email, password)
  await sql.unsafe('alter table operator_sessions drop constraint refused')
  expect(answer.status).toBe(500)
  expect(answer.body).toEqual({ error: { code: 'INTERNAL', message: 'Internal server error.' } })
  for (const spy of written) {
    expect(spy.mock.calls).toEqual([])
    spy.mockRestore()
  }
  expect((await openBrowser().signIn(email, password)).status).toBe(200)
})
