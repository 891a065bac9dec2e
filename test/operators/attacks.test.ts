import { hashPassword } from '../../src/platform/password-hash.ts'
import { expect } from '../support/test.ts'
import { problemOf, totpCode } from './browser.ts'
import { addOperator, enableSecondFactor, operatorTest as test, password } from './operator-test.ts'

test('a session cookie that was set before the sign-in does not name the session after it', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const victim = openBrowser()
  const attacker = openBrowser()
  const { email: own } = await addOperator(services)
  await attacker.signIn(own, password)
  const planted = attacker.cookies.get('coinslot.session_token') ?? ''
  for (const value of [planted, 'chosen.by-the-attacker', 'chosen']) {
    victim.cookies.set('coinslot.session_token', value)
    await victim.signIn(email, password)
    expect(victim.cookies.get('coinslot.session_token')).not.toBe(value)
  }
  expect((await victim.get('/session')).body['operator']).toMatchObject({ email })
  expect((await attacker.get('/session')).body['operator']).toMatchObject({ email: own })
  const tokens = await sql`select token from operator_sessions where operator_id = ${id}`
  expect(tokens.map(({ token }) => planted.includes(String(token)))).toEqual([false, false, false])
})

test.for([
  ['of another site', { origin: 'https://evil.example' }, 403],
  ['of a sandboxed page', { origin: 'null' }, 403],
  ['without an origin', { origin: null }, 403],
  ['of a page on another port', { origin: 'http://127.0.0.1:1' }, 403],
  ['of a subdomain, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
  ['of a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['of a form with plain text', { 'content-type': 'text/plain' }, 415],
] as const)(
  'a POST %s is refused on every endpoint, and changes nothing',
  async ([, headers, status], { openSession }) => {
    const { email, browser } = await openSession()
    const bodies = {
      '/sign-in/email': { email, password },
      '/sign-out': {},
      '/change-password': { currentPassword: password, newPassword: 'another long password' },
      '/two-factor/enable': { password },
      '/sessions/end-others': {},
      '/links/accept': { token: 'x', password },
      '/password-reset': { email },
    }
    for (const [path, body] of Object.entries(bodies)) {
      const answer = await browser.post(path, body, headers)
      expect([path, answer.status]).toEqual([path, status])
      expect(answer.setCookies).toEqual([])
    }
    expect((await browser.get('/session')).status).toBe(200)
  },
)

test('guessing a password is limited by network and account, and does not lock out a browser that signed in before', async ({
  openBrowser,
  sql,
  openSession,
}) => {
  const { email, id, browser: known } = await openSession()
  const attacker = openBrowser()
  const statuses: number[] = []
  for (let attempt = 0; attempt < 7; attempt += 1) {
    statuses.push((await attacker.signIn(email, `wrong password ${attempt}`)).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  const limited = await attacker.signIn(email, password)
  expect(problemOf(limited)).toBe('RATE_LIMITED')
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  // A hundred further addresses exhaust the account, but not for the operator.
  const distributed = await Promise.all(
    Array.from({ length: 60 }, () => openBrowser().signIn(email, 'wrong password from elsewhere')),
  )
  expect(distributed.some(({ status }) => status === 429)).toBe(true)
  expect((await openBrowser().signIn(email, password)).status).toBe(429)
  expect((await known.signIn(email, password)).status).toBe(200)
  await expect
    .poll(() => sql`select changes from audit_log where action = 'failSignIn' and subject_id = ${id}`)
    .toMatchObject([{ changes: { attempts: 1, step: 'PASSWORD', hasOperator: true } }])
})

test('unknown email addresses get the same answer as wrong passwords, and the server computes as long', async ({
  services,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const measure = async (address: string) => {
    const start = performance.now()
    const { status, body, setCookies } = await openBrowser().signIn(address, 'a wrong password')
    return { ms: performance.now() - start, answer: { status, body, setCookies } }
  }
  await measure(email)
  const known = [await measure(email), await measure(email), await measure(email)]
  const unknown = [
    await measure('nobody@example.com'),
    await measure('nobody@example.com'),
    await measure('no1@example.com'),
  ]
  expect(new Set([...known, ...unknown].map(({ answer }) => JSON.stringify(answer))).size).toBe(1)
  const hashes: number[] = []
  for (let repetition = 0; repetition < 10; repetition += 1) {
    const start = performance.now()
    await hashPassword('a wrong password')
    hashes.push(performance.now() - start)
  }
  // An answer without a hash would take a small part of the time of one.
  for (const { ms } of unknown) expect(ms).toBeGreaterThan(Math.min(...hashes) * 0.6)
  const resets = [email, 'nobody@example.com'].map((address) =>
    openBrowser().post('/password-reset', { email: address }),
  )
  for (const { status, body } of await Promise.all(resets)) expect([status, body]).toEqual([200, {}])
})

test('the second factor cannot be guessed, skipped or used twice', async ({
  openBrowser,
  sql,
  openSession,
}) => {
  const { email, id, browser: owner } = await openSession()
  const { code: used, backupCodes } = await enableSecondFactor(owner)
  const secondFactorTimes = () =>
    sql`select second_factor_at from operator_sessions where operator_id = ${id}`
  // The code that enabled the factor was used.
  const replay = openBrowser()
  await replay.signIn(email, password)
  expect(problemOf(await replay.post('/two-factor/verify-totp', { code: used }))).toBe('INVALID_CODE')
  expect((await replay.get('/session')).status).toBe(401)
  expect(await secondFactorTimes()).toHaveLength(1)
  // Everything that needs a session fails before the second factor, also what better-auth accepts beside.
  const waiting = openBrowser()
  await waiting.signIn(email, password)
  for (const path of ['/session', '/sessions']) expect((await waiting.get(path)).status).toBe(401)
  for (const path of ['/two-factor/disable', '/two-factor/enable', '/two-factor/generate-backup-codes']) {
    expect((await waiting.post(path, { password })).status).toBe(401)
  }
  const skips = [
    { code: '000000', trustDevice: true },
    { code: '000000', disableSession: true },
    { code: 0 },
    { code: '' },
    {},
  ]
  for (const body of skips) expect((await waiting.post('/two-factor/verify-totp', body)).status).toBe(400)
  const guesses: number[] = []
  for (let guess = 0; guess < 7; guess += 1) {
    guesses.push((await waiting.post('/two-factor/verify-totp', { code: `00000${guess}` })).status)
  }
  expect(guesses.every((status) => status !== 200)).toBe(true)
  expect(guesses.slice(5)).toEqual([429, 429])
  // A backup code signs in once.
  const backup = openBrowser()
  await backup.signIn(email, password)
  const code = backupCodes[0] ?? ''
  expect((await backup.post('/two-factor/verify-backup-code', { code })).status).toBe(200)
  const again = openBrowser()
  await again.signIn(email, password)
  expect((await again.post('/two-factor/verify-backup-code', { code })).status).toBe(401)
})

test('an open session steps up by a new code, is limited in guessing it, and cannot weaken the second factor without it', async ({
  sql,
  openSession,
}) => {
  const { id, browser } = await openSession()
  const { uri, code: used } = await enableSecondFactor(browser)
  const verifiedBefore = (minutes: number) =>
    sql`update operator_sessions set second_factor_at = now() - make_interval(mins => ${minutes}) where operator_id = ${id}`
  await verifiedBefore(9)
  expect((await browser.post('/two-factor/generate-backup-codes', { password })).status).toBe(200)
  await verifiedBefore(11)
  const dangerous = {
    '/two-factor/disable': { password },
    '/two-factor/generate-backup-codes': { password },
    '/change-password': { currentPassword: password, newPassword: 'another long password' },
  }
  for (const [path, body] of Object.entries(dangerous)) {
    expect(problemOf(await browser.post(path, body))).toBe('STEP_UP_REQUIRED')
  }
  expect(problemOf(await browser.post('/two-factor/verify-totp', { code: used }))).toBe('INVALID_CODE')
  const steps = await Promise.all(
    [1, 1].map((next) => browser.post('/two-factor/verify-totp', { code: totpCode(uri, next) })),
  )
  expect(steps.map(({ status }) => status).toSorted()).toEqual([200, 401])
  expect(
    (await browser.post('/two-factor/generate-backup-codes', { password })).body['backupCodes'],
  ).toHaveLength(10)
  for (let guess = 0; guess < 3; guess += 1) await browser.post('/two-factor/verify-totp', { code: '000000' })
  expect(problemOf(await browser.post('/two-factor/verify-totp', { code: '000000' }))).toBe('RATE_LIMITED')
  expect((await browser.post('/two-factor/disable', { password })).status).toBe(200)
  const [session] = await sql`select second_factor_at from operator_sessions where operator_id = ${id}`
  expect(session?.['second_factor_at']).toBeNull()
})
