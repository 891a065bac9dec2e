import { expect } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import { browserTest as test, choose, readOutput, waitForShop } from './browser-shop.ts'
import { listPayments } from './sdk-test.ts'

test.for([
  ['APP_STORE', 'Buy', 'paid'],
  ['GOOGLE_PLAY', 'Buy', 'paid'],
  ['ONE_STORE', 'Buy', 'paid'],
  ['TEST_STORE', 'Buy', 'paid'],
  ['GOOGLE_PLAY', 'Buy with a pending payment', 'pending'],
  ['APP_STORE', 'Buy with a pending payment', 'pending'],
  ['TEST_STORE', 'Decline', 'failed'],
  ['TEST_STORE', 'Close the window', 'canceled'],
] as const)(
  'a browser game that buys in %s with the choice %s has a purchase that is %s',
  async ([store, choice, status], { gameServer, openPlayer }) => {
    const { userId, openTab, openCheckout } = await openPlayer({ store })
    const page = await openTab()
    const checkout = await openCheckout(page)
    if (choice === 'Close the window') await checkout.close()
    else await choose(checkout, choice)
    expect(await readOutput(page)).toBe(status)
    expect((await listPayments(gameServer, userId)).length).toBe(status === 'paid' ? 1 : 0)
  },
)

test('a browser game whose page is reloaded while the checkout is open finds the payment', async ({
  gameServer,
  openPlayer,
}) => {
  const { userId, openTab, openCheckout } = await openPlayer({ store: 'APP_STORE' })
  const page = await openTab()
  const checkout = await openCheckout(page)
  await page.reload()
  await waitForShop(page)
  // The earlier page is gone, so nobody receives the message of the checkout.
  await choose(checkout, 'Buy')
  await checkout.getByText('The purchase is paid.').waitFor()
  await page.reload()
  expect(await readOutput(page)).toBe('paid')
  expect((await listPayments(gameServer, userId)).length).toBe(1)
})

test('two tabs that buy at the same moment open one sheet and both have the payment, also with a clock that is a year ahead', async ({
  gameServer,
  openPlayer,
}) => {
  const { userId, context, openTab } = await openPlayer({ store: 'GOOGLE_PLAY' })
  await context.clock.setSystemTime(Date.now() + 365 * dayMs)
  const tabs = [await openTab(), await openTab()]
  const opened = context.waitForEvent('page')
  await Promise.all(tabs.map((tab) => tab.getByRole('button').click()))
  const checkout = await opened
  await checkout.waitForURL('**/checkout?*')
  await choose(checkout, 'Buy')
  for (const tab of tabs) expect(await readOutput(tab)).toBe('paid')
  expect(await listPayments(gameServer, userId)).toHaveLength(1)
})
