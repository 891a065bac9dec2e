import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { password } from '../operators/operator-test.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, slowMs } from './console-test.ts'

const hostile = `<img src=x onerror="document.title='acted'"> ${'long '.repeat(12)}`.trim()

const test = consoleTest.extend('folder', { scope: 'file' }, () => mkdtemp(join(tmpdir(), 'coinslot-items-')))

vi.setConfig({ testTimeout: slowMs })

test('an operator creates an item, imports a corrected file, and exports what the matrix shows', async ({
  openConsole,
  folder,
  admin,
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/items')
  await page.getByRole('link', { name: 'New item' }).click()
  await page.getByLabel('Item id').fill('gems_10')
  await page.getByLabel('Name').fill(hostile)
  await page.getByLabel('Google Play', { exact: true }).fill('com.example.arcade.gems_10')
  expect(await findViolations()).toEqual([])
  await takeScreenshot('item-form')
  await page.getByRole('button', { name: 'Create' }).click()
  const created = page.locator('tr', { hasText: 'gems_10' })
  await created.getByText('Missing').first().waitFor()
  expect(await page.title()).not.toBe('acted')

  const write = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  await page.getByRole('link', { name: 'Import' }).click()
  const wrong = 'itemId,name,type,GOOGLE_PLAY\nswords,Sword,GOLD,com.example.sword\n,Shield,CONSUMABLE,\n'
  await page.getByLabel('CSV file').setInputFiles(await write('wrong.csv', wrong))
  await page.getByText('The file has 2 errors. Nothing was imported.').waitFor()
  expect(await page.getByRole('region', { name: 'Errors' }).innerText()).toMatch(/2\s+type[^]*3\s+itemId/)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('items-import-errors')
  const right =
    '상품 ID,상품명,유형,구글 플레이,앱 스토어\nswords,검,소모성,com.example.sword,ios.sword\ngems_10,Gems,,com.example.gems,\n'
  await page.getByLabel('CSV file').setInputFiles(await write('right.csv', right))
  await page.getByText('1 created, 1 changed, 0 stay as they are.').waitFor()
  await takeScreenshot('items-import-preview')
  await page.getByRole('button', { name: 'Import 2 items' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('tr', { hasText: 'swords' }).getByText('ios.sword').waitFor()
  await takeScreenshot('items')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ])
  const exported = join(folder, 'exported.csv')
  await download.saveAs(exported)
  await page.getByRole('link', { name: 'Import' }).click()
  await page.getByLabel('CSV file').setInputFiles(exported)
  await page.getByText('0 created, 0 changed, 5 stay as they are.').waitFor()
  const { items } = await admin.query('{ items(first: 10) { nodes { itemId name } } }')
  expect(items.nodes).toContainEqual({ itemId: 'swords', name: '검' })
  expect(reports).toEqual([])
})

test('a form stays filled when the session ends, and is sent after the sign-in', async ({
  openConsole,
  sql,
  operator,
  admin,
}) => {
  const { page, open, takeScreenshot } = await openConsole()
  await open('/items')
  await page.getByRole('link', { name: 'New item' }).click()
  await page.getByLabel('Item id').fill('kept')
  await page.getByLabel('Name').fill('Kept through the sign-in')
  await sql`delete from operator_sessions where operator_id = ${operator.id}`
  await page.getByRole('button', { name: 'Create' }).click()
  const ended = page.getByRole('dialog', { name: 'Your session has ended' })
  await ended.waitFor()
  await takeScreenshot('session-ended-over-form')
  await ended.locator('input[name=password]').fill(password)
  await ended.locator('form button[type=submit]').first().click()
  await ended.waitFor({ state: 'detached' })
  expect(await page.getByLabel('Name').inputValue()).toBe('Kept through the sign-in')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.locator('tr', { hasText: 'Kept through the sign-in' }).waitFor()
  const { items } = await admin.query('{ items(first: 20) { nodes { itemId } } }')
  expect(items.nodes).toContainEqual({ itemId: 'kept' })
})

test('a viewer sees the items and their export, but no act', async ({ openConsole }) => {
  for (const role of ['VIEWER', 'SUPPORT'] as const) {
    const { page, open } = await openConsole({ role })
    await open('/items?edit=coins_100')
    await page.locator('tr', { hasText: 'coins_100' }).waitFor()
    expect(await page.getByRole('link', { name: /Export/ }).count()).toBe(1)
    expect(await page.getByRole('link', { name: /New item|Import/ }).count()).toBe(0)
    expect(await page.getByRole('dialog').count()).toBe(0)
  }
})

test('the matrix of items looks right in both languages and themes, wide and narrow', async ({
  openConsole,
}) => {
  await checkLooks(openConsole, {
    path: '/items',
    name: 'items',
    ready: (page) => page.locator('tr', { hasText: 'coins_100' }).waitFor(),
  })
})
