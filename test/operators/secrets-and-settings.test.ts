import { reencryptSecrets } from '../../src/domain/secrets/reencrypt-secrets.ts'
import { readConfig } from '../../src/config/config.ts'
import { createLog } from '../../src/platform/log.ts'
import { startServer } from '../../src/server.ts'
import { testSecret } from '../support/test-server.ts'
import { expect } from '../support/test.ts'
import { openBrowser as openBrowserAt, totpCode } from './browser.ts'
import { addOperator, enableSecondFactor, operatorTest, password } from './operator-test.ts'

const log = createLog('silent')
const newSecret = 'Zk8Qw1nRt6YbVx3MpLc9HsDf2GjKe7Ua'

const test = operatorTest.extend('startOther', ({ database }, { onCleanup }) => {
  const closers: (() => Promise<void>)[] = []
  onCleanup(async () => {
    for (const close of closers) await close()
  })
  return async (environment: Readonly<Record<string, string>>, secrets: readonly string[]) => {
    const config = readConfig({
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: database.url,
      JOB_CONCURRENCY: '0',
      TRUSTED_PROXIES: '127.0.0.1',
      COINSLOT_SECRET: secrets.join(','),
      ...environment,
    })
    const server = await startServer({ config, log, databaseUrl: database.url, secrets })
    closers.push(server.close)
    return server
  }
})

test('behind HTTPS all cookies are bound to the host, and only pages of CONSOLE_URL may sign in', async ({
  services,
  startOther,
}) => {
  const { email } = await addOperator(services)
  const consoleUrl = 'https://coinslot.example.com'
  const { url } = await startOther({ CONSOLE_URL: consoleUrl }, [testSecret])
  const browser = openBrowserAt(url)
  const body = { email, password }
  expect((await browser.post('/sign-in/email', body)).status).toBe(403)
  const { setCookies, headers } = await browser.post('/sign-in/email', body, { origin: consoleUrl })
  expect(setCookies).toHaveLength(2)
  for (const cookie of setCookies) {
    expect(cookie).toMatch(/^__Host-coinslot\.(session_token|device)=/)
    expect(cookie).toMatch(/; Path=\/(;|$)/)
    for (const attribute of [/; Secure/, /; HttpOnly/, /; SameSite=Strict/]) expect(cookie).toMatch(attribute)
    expect(cookie).not.toMatch(/domain/i)
  }
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
})

test('in production without CONSOLE_URL there is no sign-in, and an unencrypted CONSOLE_URL is refused', async ({
  startOther,
}) => {
  const { url } = await startOther({ NODE_ENV: 'production', METRICS_PORT: '0' }, [testSecret])
  expect((await openBrowserAt(url).get('/methods')).status).toBe(404)
  const production = { NODE_ENV: 'production', DATABASE_URL: 'postgres://localhost/x' }
  const read = (consoleUrl: string) => () => readConfig({ ...production, CONSOLE_URL: consoleUrl })
  expect(read('http://coinslot.example.com')).toThrow(/https/)
  expect(read('https://coinslot.example.com/console')).toThrow(/path/)
  expect(read('http://localhost:4000')).not.toThrow()
})

test('operators sign in while Redis is unavailable, and the limits still hold', async ({
  services,
  startOther,
}) => {
  const { email } = await addOperator(services)
  const { url } = await startOther({ REDIS_URL: 'redis://127.0.0.1:1' }, [testSecret])
  const browser = openBrowserAt(url)
  expect((await browser.signIn(email, password)).status).toBe(200)
  expect((await browser.get('/session')).status).toBe(200)
  const attacker = openBrowserAt(url)
  const statuses: number[] = []
  for (let attempt = 0; attempt < 6; attempt += 1)
    statuses.push((await attacker.signIn(email, 'a wrong one')).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
})

// The last one: afterwards the other servers cannot decrypt the database.
test('a rotation of COINSLOT_SECRET keeps sessions and second factors, and the old secret can be removed', async ({
  services,
  openBrowser,
  startOther,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  await browser.signIn(email, password)
  const { uri, backupCodes } = await enableSecondFactor(browser)
  const rotating = await startOther({}, [newSecret, testSecret])
  const other = openBrowserAt(rotating.url)
  for (const [name, value] of browser.cookies) other.cookies.set(name, value)
  expect((await other.get('/session')).status).toBe(200)
  expect((await other.post('/two-factor/verify-totp', { code: totpCode(uri, 1) })).status).toBe(200)
  expect((await other.post('/sign-out')).status).toBe(200)
  expect(await reencryptSecrets(rotating.services)).toMatchObject({
    reencryptedCount: expect.any(Number) as number,
  })
  const rotated = await startOther({}, [newSecret])
  const next = openBrowserAt(rotated.url)
  expect((await next.signIn(email, password)).body).toEqual({ twoFactorRedirect: true })
  expect((await next.post('/two-factor/verify-backup-code', { code: backupCodes[0] })).status).toBe(200)
  // The server with only the old secret accepts no cookie of the new one.
  const old = openBrowser()
  for (const [name, value] of next.cookies) old.cookies.set(name, value)
  expect((await old.get('/session')).status).toBe(401)
})
