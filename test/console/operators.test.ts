import type { OperatorRole } from '../../src/domain/models.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { addOperator } from '../operators/operator-test.ts'
import { createApiClient } from '../support/api.ts'
import { setGrant } from '../support/operators.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs, hookTimeout: slowMs })

const hostile = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(80)}`
const test = consoleTest.extend(
  'hostileEntry',
  { scope: 'file' },
  async ({ server, services, project, admin, sql }) => {
    const stranger = await addOperator(services)
    await setGrant(sql, stranger, project, 'VIEWER')
    await sql`update operators set name = ${hostile} where id = ${stranger.id}`
    await sql`update server_keys set name = ${hostile}`
    const headers = { ...admin.headers, 'x-coinslot-reason': encodeURIComponent(hostile) }
    const client = createApiClient(server.graphqlUrl, headers)
    expect((await client.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })).problem).toBeNull()
    const [entry] = await sql<{ id: string }[]>`select id from audit_log where reason = ${hostile}`
    return encodeId('aud', entry?.id ?? '')
  },
)

test('an operator creates a server key, rotates it and revokes the previous one', async ({
  openConsole,
  server,
  project,
  admin,
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ hasFreshFactor: true })
  const readSecret = async () => {
    const secret = (await page.locator('dialog code').textContent()) ?? ''
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(secret)
    return secret
  }
  const works = async (serverKey: string) => {
    const client = createServerClient(server, { ...project, serverKey })
    return (await client.queryErrorCodes('{ appKey { id } }')).length === 0
  }
  await open('/server-keys')
  await page.getByRole('button', { name: 'Create a server key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('shard 7')
  await dialog.getByLabel('Reason').fill('a new shard')
  expect(await findViolations()).toEqual([])
  await takeScreenshot('server-key-form')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await page.locator('dialog code').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('server-key-secret')
  const first = await readSecret()
  expect([first.slice(0, 4), await works(first)]).toEqual(['csk_', true])

  await page.getByRole('button', { name: 'Acts on shard 7' }).click()
  await page.getByRole('menuitem', { name: 'Rotate' }).click()
  await dialog.getByLabel('Reason').fill('yearly')
  await dialog.getByRole('button', { name: 'Rotate' }).click()
  const second = await readSecret()
  expect([await works(first), await works(second)]).toEqual([true, true])

  const { serverKeys } = (await admin.query('{ appKey { serverKeys { id name replacedBy } } }')).appKey
  const previous = serverKeys.find(({ name, replacedBy }) => name === 'shard 7' && replacedBy !== null)
  await page
    .locator(row(previous?.id ?? ''))
    .getByRole('button')
    .click()
  await page.getByRole('menuitem', { name: 'Revoke' }).click()
  await dialog.getByLabel('Reason').fill('all shards have the new one')
  await dialog.getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('The server key is revoked.').waitFor()
  await page
    .locator(row(previous?.id ?? ''))
    .getByText('Revoked')
    .waitFor()
  await expect.poll(() => works(first)).toBe(false)
  expect(await works(second)).toBe(true)

  await open('/audit?action=rotateServerKey')
  await page.locator('tr[data-row] button[data-row-link]').first().click()
  const panel = page.getByRole('complementary')
  await panel.getByText('yearly').waitFor()
  await panel.getByText('Operator', { exact: false }).first().waitFor()
  await page.goBack()
  await panel.waitFor({ state: 'detached' })
  expect(reports).toEqual([])
})

test('an owner invites a person, who becomes an operator by the link, and changes and takes the role away', async ({
  openConsole,
  sql,
}) => {
  const { page, open, reports } = await openConsole({ role: 'OWNER', hasFreshFactor: true })
  const email = 'invited@example.com'
  await open('/operators')
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Email address').fill(email)
  await dialog.getByLabel('Reason').fill('joins support')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  const link = (await page.locator('dialog code').textContent()) ?? ''
  expect(link).toMatch(/^http.*\/console\/link#col_/)
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByRole('heading', { name: 'Invitations' }).waitFor()

  const invited = await openConsole({ signedIn: false })
  await invited.page.goto(link)
  await invited.page.getByLabel('Name').fill('Lee')
  await invited.page.locator('input[name=password]').fill('another long and quiet password')
  await invited.page.locator('form button[type=submit]').click()
  await expect.poll(() => sql`select id from operators where email = ${email}`).toHaveLength(1)

  await page.reload()
  await page.getByRole('button', { name: `Acts on ${email}` }).click()
  await page.getByRole('menuitem', { name: 'Change the role' }).click()
  await dialog.getByLabel('Role').selectOption('VIEWER')
  await dialog.getByLabel('Reason').fill('only looks')
  await dialog.getByRole('button', { name: 'Change' }).click()
  await page.getByText('The role is changed.').waitFor()
  await page.getByRole('button', { name: `Acts on ${email}` }).click()
  await page.getByRole('menuitem', { name: 'Take the role away' }).click()
  await dialog.getByLabel('Reason').fill('left')
  await dialog.getByRole('button', { name: 'Take the role away' }).click()
  await page.getByText('The role is taken away.').waitFor()
  const entries = await sql`
    select action, reason from audit_log where action in ('inviteOperator', 'grantOperator', 'revokeOperatorGrant') order by id`
  expect([...entries]).toEqual([
    { action: 'inviteOperator', reason: 'joins support' },
    { action: 'grantOperator', reason: 'only looks' },
    { action: 'revokeOperatorGrant', reason: 'left' },
  ])
  expect(reports).toEqual([])
})

test('an act that needs a second factor asks for it, and a viewer has a token of its own', async ({
  openConsole,
}) => {
  const viewer = await openConsole({ role: 'VIEWER' })
  await viewer.open('/operators')
  await viewer.page.getByRole('button', { name: 'Create a token' }).click()
  const dialog = viewer.page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('my script')
  await dialog.getByLabel('Valid to and including').fill(tomorrow())
  await dialog.getByLabel('Reason').fill('nightly report')
  await dialog.getByRole('button', { name: 'Create' }).click()
  // The operator has no second factor yet, so the page says where to set one up.
  await dialog.getByRole('link', { name: 'Set up the second factor' }).waitFor()

  const fresh = await openConsole({ role: 'VIEWER', hasFreshFactor: true })
  await fresh.open('/operators?tab=tokens')
  await fresh.page.getByRole('button', { name: 'Create a token' }).click()
  const form = fresh.page.getByRole('dialog')
  await form.getByLabel('Name').fill('my script')
  await form.getByLabel('Valid to and including').fill(tomorrow())
  await form.getByLabel('Reason').fill('nightly report')
  await form.getByRole('button', { name: 'Create' }).click()
  expect(await fresh.page.locator('dialog code').textContent()).toMatch(/^cop_/)
  await fresh.page.getByRole('button', { name: 'I have stored it' }).click()
  await fresh.page.getByText('my script').waitFor()
})

const tomorrow = () => new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)

test.for<[OperatorRole, { settings: boolean; invites: boolean }]>([
  ['ADMIN', { settings: true, invites: false }],
  ['SUPPORT', { settings: false, invites: false }],
  ['VIEWER', { settings: false, invites: false }],
])(
  'the role %s has links only to the pages that it may read, and no act that the server refuses',
  async ([role, { settings, invites }], { openConsole }) => {
    const { page, open } = await openConsole({ role })
    await open('/operators')
    await page.getByRole('button', { name: 'My access tokens' }).waitFor()
    const navigation = page.getByRole('navigation', { name: 'Main' })
    for (const name of ['Server keys', 'Operators', 'Audit log']) {
      expect([name, await navigation.getByRole('link', { name }).count()]).toEqual([name, settings ? 1 : 0])
    }
    expect(await page.getByRole('button', { name: 'Invite' }).count()).toBe(invites ? 1 : 0)
    expect(await page.getByRole('button', { name: 'All operators' }).count()).toBe(0)
  },
)

test.for([
  ['server-keys', '/server-keys'],
  ['operators', '/operators'],
  ['all-operators', '/operators?tab=all'],
  ['tokens', '/operators?tab=tokens'],
  ['audit', '/audit'],
  ['audit-entry', '/audit?entry='],
] as const)(
  'the page %s looks right in both languages, themes and sizes, with hostile texts',
  async ([name, path], { openConsole, hostileEntry }) => {
    const isPanel = name === 'audit-entry'
    await checkLooks(openConsole, {
      name,
      path: isPanel ? `${path}${hostileEntry}` : path,
      ready: async (page) => {
        await page
          .locator(isPanel ? 'aside h2' : 'h1')
          .first()
          .waitFor()
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      },
    })
  },
)
