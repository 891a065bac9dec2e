import { operatorTest as test, password } from '../operators/operator-test.ts'
import { expect, vi } from '../support/test.ts'
import { runCli, runCliJson } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

type Link = { readonly token: string; readonly url: string }

test('the command line prints links that create the first operator and invite others, and disables one', async ({
  server,
  openBrowser,
}) => {
  const environment = {
    NODE_ENV: 'test',
    DATABASE_URL: server.databaseUrl,
    COINSLOT_SECRET: server.secret,
    CONSOLE_URL: 'https://coinslot.example.com',
  }
  const run = <Result>(...args: string[]) => runCliJson<Result>(['operator', ...args], environment)
  const first = await run<Link>('first-link')
  expect(first.url).toBe(`https://coinslot.example.com/console/link#${first.token}`)
  const owner = { token: first.token, name: 'Owner', email: 'owner@example.com', password }
  expect((await openBrowser().post('/links/accept', owner)).status).toBe(200)
  const again = await runCli(['operator', 'first-link'], environment)
  expect([again.exitCode, again.stderr]).toEqual([1, expect.stringContaining('There is an operator already')])
  const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'coinslot@example.com' }
  const invited = await runCliJson<Link>(['operator', 'invite', '--email', 'new@example.com'], {
    ...environment,
    ...mail,
  })
  expect(invited).toMatchObject({ mailError: expect.stringContaining('did not accept the mail') as string })
  const accepted = { token: invited.token, name: 'New', password }
  expect((await openBrowser().post('/links/accept', accepted)).status).toBe(200)
  const browser = openBrowser()
  await browser.signIn('new@example.com', password)
  expect(await run('disable', '--email', 'new@example.com')).toMatchObject({
    disabledAt: expect.any(String) as string,
  })
  expect((await browser.get('/session')).status).toBe(401)
  const last = await runCli(['operator', 'disable', '--email', 'owner@example.com'], environment)
  expect(last.exitCode).toBe(1)
  expect(await run('list')).toMatchObject([
    { email: 'new@example.com' },
    { email: 'owner@example.com', disabledAt: null },
  ])
})
