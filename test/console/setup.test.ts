import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest as test, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const connection = (store: string) => `section[aria-label^="${store}"]`

test('an operator connects a store by its key file, reads what the check finds, and disconnects it', async ({
  openConsole,
  server,
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ hasFreshFactor: true })
  const { serviceAccountJson } = emulatorConnectionInputs(server.emulator).googlePlay
  await open('/stores')
  await page.getByRole('button', { name: 'Connect a store' }).click()
  await page.getByRole('menuitem', { name: 'Google Play' }).click()
  await page.getByLabel('Package name').fill('com.example.second')
  await page.getByLabel(/^Key of the service account/).setInputFiles({
    name: 'key.json',
    mimeType: 'application/json',
    buffer: Buffer.from(serviceAccountJson),
  })
  await page.getByText('key.json is read. It is not shown again.').waitFor()
  expect(await page.content()).not.toContain('PRIVATE KEY')
  expect(await findViolations()).toEqual([])
  await takeScreenshot('store-form')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.locator(`${connection('GOOGLE_PLAY')}[aria-label$="com.example.second"]`).waitFor()

  const arcade = page.locator(`${connection('GOOGLE_PLAY')}[aria-label$="com.example.arcade"]`)
  await arcade.getByRole('button', { name: 'Check' }).click()
  await arcade.getByText('none has arrived in 30 days: enter the address below at the store').waitFor()
  await arcade.getByText('/notifications/google-play/ak_').waitFor()
  await takeScreenshot('stores')

  await arcade.getByRole('button', { name: 'Edit' }).click()
  await page.getByText('Leave it empty to keep what is stored.').first().waitFor()
  expect(await page.getByLabel('Package name').inputValue()).toBe('com.example.arcade')
  await page.getByLabel('Reason').fill('look again')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The connection is saved. It is being checked.').waitFor()
  await arcade.getByText('Reading orders').waitFor()

  const second = page.locator(`${connection('GOOGLE_PLAY')}[aria-label$="com.example.second"]`)
  await second.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByLabel('Reason').fill('a mistake')
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await second.waitFor({ state: 'detached' })
  expect(reports).toEqual([])
})

test('an owner changes settings after a look at the changes, and creates an AppKey, which the guide leads on', async ({
  openConsole,
  admin,
}) => {
  const { page, open, findViolations, takeScreenshot } = await openConsole({ hasFreshFactor: true })
  await open('/settings')
  await page.getByLabel('Sandbox receipts').selectOption('ALLOW')
  await page.getByLabel('User ids of the testers').fill('kim\n lee \n')
  await page.getByLabel('Largest refunds that an operator makes alone').fill('100000 krw\n 75.5  USD')
  await page.getByRole('button', { name: 'Save…' }).click()
  const preview = page.getByRole('dialog', { name: 'Change the settings' })
  await preview.getByText('Accept from everybody').waitFor()
  await takeScreenshot('settings-preview')
  await preview.getByLabel('Reason').fill('a test week')
  await preview.getByRole('button', { name: 'Save' }).click()
  await preview.waitFor({ state: 'detached' })
  const { appKey } = await admin.query(
    '{ appKey { sandboxPolicy sandboxTesterUserIds acknowledgeOn refundApprovalLimits { amount currencyCode } } }',
  )
  expect(appKey).toEqual({
    sandboxPolicy: 'ALLOW',
    sandboxTesterUserIds: ['kim', 'lee'],
    acknowledgeOn: 'CONSUMED',
    refundApprovalLimits: [
      { amount: '100000', currencyCode: 'KRW' },
      { amount: '75.5', currencyCode: 'USD' },
    ],
  })

  await page.getByRole('button', { name: 'New AppKey' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Second game')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  const created = page.getByRole('dialog', { name: 'The AppKey is created' })
  expect(await created.innerText()).toMatch(/ak_[^]+csk_/)
  await created.getByRole('button', { name: 'I have stored them' }).click()
  await page.locator('[data-step="STORE_CONNECTED"][data-done="false"]').waitFor()
  expect(await page.content()).not.toContain('csk_')
  expect(await findViolations()).toEqual([])
  await takeScreenshot('setup-new')
  await page.getByRole('link', { name: 'Go there' }).first().click()
  await page.goBack()
  await page.locator('[data-step="ITEM_CREATED"][data-done="false"]').waitFor()
})

test('the pages show each role only what it may do', async ({ openConsole }) => {
  for (const role of ['ADMIN', 'SUPPORT', 'VIEWER'] as const) {
    const { page, open } = await openConsole({ role })
    const mayChange = role === 'ADMIN'
    await open('/stores?connect=GOOGLE_PLAY')
    await page.locator(connection('TEST_STORE')).waitFor()
    const acts = page.getByRole('button', { name: /^(Check|Edit|Disconnect|Connect a store)$/ })
    expect((await acts.count()) > 0).toBe(mayChange)
    expect(await page.getByRole('dialog').count()).toBe(mayChange ? 1 : 0)
    await open('/settings?create=app')
    await page.getByLabel('Sandbox receipts').waitFor()
    expect(await page.getByLabel('Sandbox receipts').isEnabled()).toBe(mayChange)
    expect(await page.getByRole('button', { name: 'Save…' }).count()).toBe(mayChange ? 1 : 0)
    expect(await page.getByRole('button', { name: 'New AppKey' }).count()).toBe(0)
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
})

test.for([
  ['/setup', 'setup', '[data-step="STORE_CONNECTED"]'],
  ['/stores', 'stores', connection('TEST_STORE')],
  ['/settings', 'settings', 'select[name=sandboxPolicy]'],
  ['/stores?connect=APP_STORE', 'connect-app-store', 'dialog input[name=bundleId]'],
] as const)(
  'the page %s looks right in both languages and themes, wide and narrow',
  async ([path, name, selector], { openConsole }) => {
    await checkLooks(openConsole, { path, name, ready: (page) => page.locator(selector).waitFor() })
  },
)
