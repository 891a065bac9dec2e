import { problemOf, totpCode } from './browser.ts'
import { addOperator, enableSecondFactor, operatorTest as test, password } from './operator-test.ts'
import { expect } from '../support/test.ts'

test('an operator signs in, sees the session, and signs out', async ({ services, openBrowser, sql }) => {
  const { email, id } = await addOperator(services)
  const browser = openBrowser()
  const signedIn = await browser.signIn(email, password)
  expect(signedIn.body).toEqual({})
  expect(signedIn.status).toBe(200)
  const shown = await browser.get('/session')
  expect(shown.body['operator']).toMatchObject({ email, hasSecondFactor: false, isInstallationOwner: false })
  const [row] =
    await sql`select ip_address, second_factor_at from operator_sessions where operator_id = ${id}`
  expect(row?.['second_factor_at']).toBeNull()
  expect(row?.['ip_address']).toMatch(/^198\.51\./)
  const cookie = browser.cookies.get('coinslot.session_token') ?? ''
  expect(await services.operatorSessions.find({ cookie: `coinslot.session_token=${cookie}` })).toMatchObject({
    email,
    operatorId: id,
  })
  expect((await browser.post('/sign-out')).status).toBe(200)
  expect(await services.operatorSessions.find({ cookie: `coinslot.session_token=${cookie}` })).toBeNull()
  expect(problemOf(await browser.get('/session'))).toBe('UNAUTHENTICATED')
})

test('a second factor is asked for after the password, and then its time is in the session', async ({
  services,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const first = openBrowser()
  await first.signIn(email, password)
  const { uri } = await enableSecondFactor(first)
  const [stored] = await sql`select secret, backup_codes from operator_two_factors where operator_id = ${id}`
  expect(stored?.['secret']).toMatch(/^\$ba\$\d+\$[\da-f]+$/)
  expect(stored?.['backup_codes']).toMatch(/^\$ba\$\d+\$[\da-f]+$/)
  const browser = openBrowser()
  expect((await browser.signIn(email, password)).body).toEqual({ twoFactorRedirect: true })
  expect(problemOf(await browser.get('/session'))).toBe('UNAUTHENTICATED')
  expect(problemOf(await browser.post('/two-factor/verify-totp', { code: '000000' }))).toBe('INVALID_CODE')
  expect((await browser.post('/two-factor/verify-totp', { code: totpCode(uri, 1) })).status).toBe(200)
  const { body } = await browser.get('/session')
  expect(body['operator']).toMatchObject({ hasSecondFactor: true })
  expect(Date.parse(String((body['session'] as Record<string, unknown>)['secondFactorAt']))).toBeGreaterThan(
    Date.now() - 60_000,
  )
})
