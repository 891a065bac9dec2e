import { systemActor } from '../../src/domain/audit/record-audit.ts'
import { inviteOperator } from '../../src/domain/operator-account/create-link.ts'
import { openBrowser, totpCode } from '../operators/browser.ts'
import { addOperator, enableSecondFactor, password } from '../operators/operator-test.ts'
import { buyItem } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { consoleTest, isScrollable, row, signInWith, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const test = consoleTest.extend(
  'payment',
  { scope: 'file' },
  async ({ buyer }) => (await buyItem(buyer)).payment,
)

test('an operator signs in with a password and a code, and a wrong password is refused', async ({
  openConsole,
  services,
  server,
}) => {
  const operator = await addOperator(services, { installationOwner: true })
  const owner = openBrowser(server.instance.url)
  await owner.signIn(operator.email, password)
  const { uri } = await enableSecondFactor(owner)

  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ signedIn: false })
  await open('/payments')
  await signInWith(page, operator.email, 'a wrong password of this operator')
  await page.getByText('The email address or the password is wrong.').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('sign-in-refused')
  await signInWith(page, operator.email)
  await page.getByLabel('Code of the authenticator app').fill(totpCode(uri, 1))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: /^Operator:/ }).waitFor()
  expect(reports).toEqual([])
})

test('a session that ends is opened again over the page, which keeps what was written', async ({
  openConsole,
  payment,
}) => {
  const { page, context, open, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await page.locator(row(payment.id)).waitFor()
  await page.getByLabel('Order id').fill('written before')
  await context.clearCookies()
  await page.getByLabel('Order id').press('Enter')
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('session-ended')
  await page.getByRole('dialog').getByLabel('Password').fill(password)
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('No payment matches the filter').waitFor()
  expect(await page.getByLabel('Order id').inputValue()).toBe('written before')
})

test('a one-time link creates an operator, once', async ({ openConsole, services }) => {
  const invited = await inviteOperator(
    services,
    { email: 'invited@example.com', installationOwner: false },
    { actor: systemActor, address: null, reason: null },
  )
  if (invited.problem !== null) throw new Error(invited.problem.message)
  const { page, reports, findViolations, takeScreenshot } = await openConsole({ signedIn: false })
  await page.goto(`/console/link#${invited.link.token}`)
  await page.getByRole('heading', { name: 'Accept the invitation' }).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('link-en-light')
  await page.getByLabel('Name').fill('Invited')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'To the sign-in' }).click()
  await signInWith(page, 'invited@example.com')
  await page.getByText('There is no AppKey for you yet').waitFor()
  expect(reports).toEqual([])
  await page.goto('/console/password-reset')
  await page.goto(`/console/link#${invited.link.token}`)
  await page.getByText('The link was used before').waitFor()
})

test('the sign-in is Korean, dark and fits a phone', async ({ openConsole }) => {
  const { page, open, findViolations, takeScreenshot } = await openConsole({
    signedIn: false,
    locale: 'ko-KR',
    theme: 'dark',
    viewport: { width: 360, height: 740 },
  })
  await open('/payments')
  await page.getByRole('heading', { name: '로그인' }).waitFor()
  expect(await isScrollable(page)).toBe(false)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('sign-in-ko-dark-phone')
})

test('the second factor is set up with a code that the app shows', async ({ openConsole }) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/second-factor')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Set up' }).click()
  await page.getByAltText('QR code of the second factor').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('second-factor-en-light')
  const secret = await page.locator('main bdi.font-mono').first().innerText()
  await page.getByLabel('Code of the authenticator app').fill(totpCode(`otpauth://totp/x?secret=${secret}`))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('On: each sign-in needs a code.').waitFor()
  expect(reports).toEqual([])
})
