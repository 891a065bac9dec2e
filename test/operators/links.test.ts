import { systemActor } from '../../src/domain/audit/record-audit.ts'
import {
  createFirstOperatorLink,
  createPasswordResetLink,
  inviteOperator,
} from '../../src/domain/operator-account/create-link.ts'
import { setOperatorDisabled } from '../../src/domain/operator-account/set-operator-disabled.ts'
import { startServer } from '../../src/server.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/platform/log.ts'
import { testSecret } from '../support/test-server.ts'
import { expect } from '../support/test.ts'
import { openBrowser as openBrowserAt, problemOf } from './browser.ts'
import { addOperator, enableSecondFactor, operatorTest as test, password } from './operator-test.ts'

const author = { actor: systemActor, address: null, reason: null }

test('the first link creates one owner, also when it and another link are used at once, and none after that', async ({
  services,
  openBrowser,
  sql,
}) => {
  const links = await Promise.all([
    createFirstOperatorLink(services, author),
    createFirstOperatorLink(services, author),
  ])
  const attempts = [...links, ...links].map((link, index) =>
    openBrowser().post('/links/accept', {
      token: link?.token,
      name: 'Owner',
      email: `first-${index}@example.com`,
      password,
    }),
  )
  const statuses = (await Promise.all(attempts)).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, 400, 400, 400])
  expect(await sql`select installation_owner from operators`).toMatchObject([{ installation_owner: true }])
  expect(await createFirstOperatorLink(services, author)).toBeNull()
  const stored = await sql`select * from operator_links`
  expect(stored).toHaveLength(0)
})

test('an invitation is shown, creates its operator once, and stores only a hash', async ({
  services,
  openBrowser,
  sql,
}) => {
  const email = 'invited@example.com'
  const { link } = await inviteOperator(
    services,
    { email: ' Invited@example.com', installationOwner: false },
    author,
  )
  const token = link?.token ?? ''
  const [row] = await sql`select token_hash from operator_links`
  expect(Buffer.from(row?.['token_hash'] as Uint8Array).toString('utf8')).not.toContain(token)
  const browser = openBrowser()
  expect((await browser.post('/links/inspect', { token })).body).toMatchObject({ kind: 'INVITATION', email })
  const short = await browser.post('/links/accept', { token, name: 'Invited', password: 'too short' })
  expect(problemOf(short)).toBe('INVALID_INPUT')
  const accept = () =>
    browser.post('/links/accept', { token, name: 'Invited', email: 'other@example.com', password })
  expect((await accept()).body).toEqual({ email })
  expect(problemOf(await accept())).toBe('LINK_INVALID')
  expect(problemOf(await browser.post('/links/inspect', { token }))).toBe('LINK_INVALID')
  expect((await browser.signIn(email, password)).status).toBe(200)
})

test('a password reset ends all sessions and every other link, and a second factor is still asked for', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const [owner, thief] = [openBrowser(), openBrowser()]
  await owner.signIn(email, password)
  await thief.signIn(email, password)
  await enableSecondFactor(owner)
  // A stranger who knows the old password waits at the second factor.
  const waiting = openBrowser()
  await waiting.signIn(email, password)
  const [link, other] = [
    await createPasswordResetLink(services, email, author),
    await createPasswordResetLink(services, email, author),
  ]
  const ended: string[] = []
  const stop = services.operatorSessions.onEnded((id) => ended.push(id))
  const newPassword = 'another long and quiet password'
  const reset = (token = '') => openBrowser().post('/links/accept', { token, password: newPassword })
  const answers = await Promise.all([reset(link?.token), reset(link?.token)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
  stop()
  expect(new Set(ended).size).toBe(2)
  expect((await reset(other?.token)).status).toBe(400)
  for (const browser of [owner, thief]) expect((await browser.get('/session')).status).toBe(401)
  expect(problemOf(await waiting.post('/two-factor/verify-totp', { code: '123456' }))).toBe('INVALID_CODE')
  expect(problemOf(await openBrowser().signIn(email, password))).toBe('INVALID_CREDENTIALS')
  expect((await openBrowser().signIn(email, newPassword)).body).toEqual({ twoFactorRedirect: true })
})

test('an expired link, and one of a disabled operator, does nothing', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const link = await createPasswordResetLink(services, email, author)
  await sql`update operator_links set expires_at = now() - interval '1 second'`
  const accept = (token = '') =>
    openBrowser().post('/links/accept', { token, password: 'another long password' })
  expect(problemOf(await accept(link?.token))).toBe('LINK_INVALID')
  const browser = openBrowser()
  await browser.signIn(email, password)
  const next = await createPasswordResetLink(services, email, author)
  expect(await setOperatorDisabled(services, { id, disabled: true }, author)).toBe(true)
  expect((await browser.get('/session')).status).toBe(401)
  expect(problemOf(await accept(next?.token))).toBe('LINK_INVALID')
  expect(await createPasswordResetLink(services, email, author)).toBeNull()
  expect(problemOf(await openBrowser().signIn(email, password))).toBe('INVALID_CREDENTIALS')
  expect(await setOperatorDisabled(services, { id, disabled: false }, author)).toBe(true)
  expect((await openBrowser().signIn(email, password)).status).toBe(200)
})

test('a link and a session are valid after a restart and on another process, and a reset there ends the session here', async ({
  services,
  openBrowser,
  database,
  redisUrl,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  await browser.signIn(email, password)
  const link = await createPasswordResetLink(services, email, author)
  const environment = { NODE_ENV: 'test', PORT: '0', DATABASE_URL: database.url, JOB_CONCURRENCY: '0' }
  const config = readConfig({ ...environment, COINSLOT_SECRET: testSecret, REDIS_URL: redisUrl })
  const started = await startServer({
    config,
    log: createLog('silent'),
    databaseUrl: database.url,
    secrets: [testSecret],
  })
  const other = openBrowserAt(started.url)
  for (const [name, value] of browser.cookies) other.cookies.set(name, value)
  expect((await other.get('/session')).status).toBe(200)
  const accepted = await other.post('/links/accept', {
    token: link?.token,
    password: 'another long password',
  })
  expect(accepted.status).toBe(200)
  expect((await browser.get('/session')).status).toBe(401)
  await started.close()
})
