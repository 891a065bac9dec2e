import { systemActor } from '../../src/domain/audit/record-audit.ts'
import {
  createFirstOperatorLink,
  createPasswordResetLink,
} from '../../src/domain/operator-account/create-link.ts'
import { expect } from '../support/test.ts'
import { addOperator, enableSecondFactor, operatorTest as test, password } from './operator-test.ts'

test('a changed password ends all other sessions, and an operator ends sessions one by one', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const [one, two, three] = [openBrowser(), openBrowser(), openBrowser()]
  for (const browser of [one, two, three]) await browser.signIn(email, password)
  const { body } = await one.get('/sessions')
  const sessions = body['sessions'] as { id: string; isCurrent: boolean }[]
  expect(JSON.stringify(body)).not.toContain('token')
  expect(sessions).toHaveLength(3)
  const stranger = openBrowser()
  await stranger.signIn((await addOperator(services)).email, password)
  const other = sessions.find(({ isCurrent }) => !isCurrent)?.id
  expect((await stranger.post('/sessions/end', { sessionId: other })).body).toEqual({ endedCount: 0 })
  expect((await one.post('/sessions/end', { sessionId: other })).body).toEqual({ endedCount: 1 })
  const change = { currentPassword: password, newPassword: 'another long password' }
  expect((await one.post('/change-password', { ...change, currentPassword: 'wrong' })).status).toBe(400)
  expect((await one.post('/change-password', change)).status).toBe(200)
  expect((await one.get('/session')).status).toBe(200)
  for (const browser of [two, three]) expect((await browser.get('/session')).status).toBe(401)
})

test('no answer has a session token in its body or sends the browser elsewhere, and none is cached or framed', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  const answers = [
    await browser.signIn(email, password),
    await browser.get('/session'),
    await browser.get('/sessions'),
    await browser.post('/two-factor/enable', { password }),
    await browser.post('/sign-in/email', { email, password, callbackURL: 'https://evil.example' }),
    await browser.get('/session?callbackURL=https://evil.example'),
  ]
  const token = decodeURIComponent(browser.cookies.get('coinslot.session_token') ?? '').split('.')[0] ?? '-'
  for (const { body, headers } of answers) {
    expect(JSON.stringify(body)).not.toContain(token)
    expect(headers.get('location')).toBeNull()
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(answers[4]?.status).toBe(400)
})

test('a body that is too large or not JSON, and tokens of any form, are answered without a fault', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  const large = JSON.stringify({ email, password: 'x'.repeat(20_000) })
  expect((await browser.post('/sign-in/email', large)).status).toBe(413)
  for (const body of [
    '{',
    '[]',
    'null',
    '"text"',
    '{"__proto__":{"a":1}}',
    '{"email":{"$ne":1},"password":[]}',
  ]) {
    expect((await browser.post('/sign-in/email', body)).status).toBe(400)
  }
  for (const token of ['', '\u0000', "' or 1=1 --", 'x'.repeat(100), '💥']) {
    expect((await browser.post('/links/inspect', { token })).status).toBe(404)
  }
  for (const cookie of [
    'coinslot.session_token=%',
    'coinslot.session_token=a.b',
    `coinslot.session_token=${'x'.repeat(4_000)}`,
  ]) {
    expect((await browser.call('/session', { method: 'GET', headers: { cookie } })).status).toBe(401)
  }
})

test('a session ends when it is idle or old, and expired rows are not accepted', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  for (const column of ['expires_at', 'last_active_at']) {
    const browser = openBrowser()
    await browser.signIn(email, password)
    expect((await browser.get('/session')).status).toBe(200)
    await sql`update operator_sessions set ${sql(column)} = now() - interval '2 hours' where operator_id = ${id}`
    expect((await browser.get('/session')).status).toBe(401)
    expect((await browser.post('/two-factor/enable', { password })).status).toBe(401)
  }
})

test('an operator has at most twenty sessions', async ({ openBrowser, sql, openSession }) => {
  const { email, id, browser: first } = await openSession()
  for (let session = 0; session < 20; session += 1) {
    const browser = openBrowser()
    browser.cookies.set('coinslot.device', first.cookies.get('coinslot.device') ?? '')
    await (session % 9 === 0 ? openBrowser() : browser).signIn(email, password)
    await openBrowser().signIn(email, password)
  }
  const [row] = await sql`select count(*)::integer as count from operator_sessions where operator_id = ${id}`
  expect(row).toEqual({ count: 20 })
})

test('every act of a session is in the audit log of the installation', async ({
  services,
  sql,
  openSession,
}) => {
  const { email, id, browser } = await openSession()
  await enableSecondFactor(browser)
  await browser.post('/two-factor/generate-backup-codes', { password })
  await browser.post('/change-password', { currentPassword: password, newPassword: 'another long password' })
  await browser.post('/sign-out')
  await createPasswordResetLink(services, email, { actor: systemActor, address: null, reason: null })
  expect(
    await createFirstOperatorLink(services, { actor: systemActor, address: null, reason: null }),
  ).toBeNull()
  const entries = await sql`
    select action, app_id, address from audit_log where subject_id = ${id} order by occurred_at, id`
  expect(entries.map(({ action }) => String(action))).toEqual([
    'createOperator',
    'signIn',
    'enableSecondFactor',
    'replaceBackupCodes',
    'changePassword',
    'signOut',
    'createOperatorLink',
  ])
  expect(new Set(entries.map((entry) => String(entry['app_id'])))).toEqual(
    new Set(['00000000-0000-0000-0000-000000000000']),
  )
  expect(entries[1]?.['address']).toMatch(/^198\.51\./)
  expect(JSON.stringify(entries)).not.toContain(password)
})

test('the reason of a call is in its audit entry, and a call whose reason cannot be recorded does nothing', async ({
  services,
  sql,
  openBrowser,
}) => {
  const { id, email } = await addOperator(services)
  const [browser, other] = [openBrowser(), openBrowser()]
  const because = (reason: string) => ({ 'x-coinslot-reason': encodeURIComponent(reason) })
  await browser.post('/sign-in/email', { email, password }, because('사고 42'))
  await other.post('/sign-in/email', { email, password }, because('another device'))
  await browser.post('/sessions/end-others', {}, because('a lost phone'))
  const change = { currentPassword: password, newPassword: 'another long password' }
  const refused = await browser.post('/change-password', change, because('\u001b[2J'))
  expect([refused.status, refused.body['error']]).toEqual([
    400,
    { code: 'INVALID_INPUT', message: expect.any(String) },
  ])
  await browser.post('/change-password', change, because('a shared screen'))
  await browser.post('/sign-out', {}, because('the end of the shift'))
  const entries = await sql<{ action: string; reason: string | null }[]>`
    select action, reason from audit_log where subject_id = ${id} and actor_kind = 'OPERATOR' order by id`
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['signIn', '사고 42'],
    ['signIn', 'another device'],
    ['endOperatorSessions', 'a lost phone'],
    ['changePassword', 'a shared screen'],
    ['signOut', 'the end of the shift'],
  ])
})
