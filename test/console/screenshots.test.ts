import { join } from 'node:path'
import { systemActor } from '../../src/domain/audit/record-audit.ts'
import { inviteOperator } from '../../src/domain/operator-account/create-link.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { createStatisticsFixture } from '../statistics/statistics-fixture.ts'
import { createStorePurchase, requestRefundReview } from '../support/emulator-control.ts'
import {
  buyAndConsume,
  buyItem,
  createBuyer,
  expectField,
  toStoreProductId,
} from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { vi } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { consoleTest } from './console-test.ts'

// Takes the pictures of docs/console.md, only with `npm run screenshots`: a picture that changes with each run would fill the history.
vi.setConfig({ testTimeout: 240_000 })

const folder = join(repositoryRoot, 'docs', 'images', 'console')
const isWanted = process.env['UPDATE_SCREENSHOTS'] === 'true'
const dayMs = 24 * 60 * 60_000

const withNotifications: TestServerOptions = { notifications: true }

const test = consoleTest
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }) => withNotifications)
  .extend('studio', { scope: 'file' }, async ({ server, admin, services, sql, project, records }) => {
    const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
    const fixture = await createStatisticsFixture({ services, sql }, project)
    for (let sale = 0; sale < 120; sale += 1) {
      await fixture.pay({
        paidAt: new Date(Date.now() - ((sale * 11) % 28) * dayMs - sale * 60_000),
        store: stores[sale % 3] ?? 'ONE_STORE',
        currencyCode: sale % 4 === 0 ? 'USD' : 'KRW',
        priceMicros: sale % 4 === 0 ? 4_990_000n : BigInt(1_200 * (1 + (sale % 5))) * 1_000_000n,
        countryCode: sale % 4 === 0 ? 'US' : 'KR',
      })
    }
    await sql`
    update users u set external_id = 'player-' || n.place
    from (select id, row_number() over (order by id) as place from users) n where n.id = u.id`
    await fixture.count()
    const tester = await createBuyer(server, { userId: 'tester' })
    const ada = await createBuyer(server, { userId: 'ada' })
    const grace = await createBuyer(server, { userId: 'grace', as: 'server' })
    const refunding = await buyAndConsume(grace, { store: 'GOOGLE_PLAY' })
    await requestRefundReview(server.emulator, refunding.storePurchase.id)
    for (const store of ['APP_STORE', 'GOOGLE_PLAY'] as const)
      await createStorePurchase(server.emulator, { store, productId: toStoreProductId('coins_100') })
    await buyAndConsume(await createBuyer(server, { userId: 'ada', as: 'server' }), { store: 'ONE_STORE' })
    await buyItem(tester, { store: 'APP_STORE' })
    const { payment, purchase } = await buyItem(ada, { store: 'GOOGLE_PLAY' })
    await admin.mutate('addNote', {
      paymentId: payment.id,
      text: 'The player wrote that the coins did not arrive.',
    })
    const url = 'https://games.example.com/webhooks/coinslot'
    const endpoint = expectField(await admin.mutate('createWebhookEndpoint', { url }), 'webhookEndpoint')
    await admin.mutate('pauseWebhookEndpoint', { endpointId: endpoint.id })
    await waitForIdle(server, sql, 60_000)
    const failed = { store: 'GOOGLE_PLAY', status: 'FAILED' } as const
    const notificationId = await records.addNotification(project, failed)
    const suspension = { userId: 'player-3', reason: 'Five refunds after the coins were spent' }
    expectField(await admin.mutate('suspendUser', suspension), 'user')
    const [user] = await sql<{ id: string }[]>`select id from users where external_id = 'ada'`
    return { payment, purchase, endpoint, notificationId, userId: encodeId('usr', user?.id ?? '') }
  })

test.skipIf(!isWanted)(
  'the pictures of the documentation show each page',
  async ({ openConsole, studio, services }) => {
    const pages = [
      ['payment', `/payments/${studio.payment.id}`],
      ['overview', '/overview'],
      ['payments', '/payments'],
      ['purchases', '/purchases'],
      ['purchase', `/purchases/${studio.purchase.id}`],
      ['user', `/users/${studio.userId}`],
      ['refund-reviews', '/refund-reviews'],
      ['approvals', '/approvals'],
      ['reconciliation', '/reconciliation'],
      ['unattributed-sales', '/unattributed-sales'],
      ['suspended-users', '/suspended-users'],
      ['statistics', '/statistics'],
      ['notifications', '/notifications'],
      ['notification', `/notifications/${studio.notificationId}`],
      ['webhooks', '/webhooks'],
      ['webhook', `/webhooks/${studio.endpoint.id}`],
      ['event-consumers', '/event-consumers'],
      ['setup', '/setup'],
      ['items', '/items'],
      ['stores', '/stores'],
      ['server-keys', '/server-keys'],
      ['settings', '/settings'],
      ['operators', '/operators'],
      ['audit', '/audit'],
      ['second-factor', '/second-factor'],
    ] as const
    const { page, open } = await openConsole({ hasFreshFactor: true })
    const take = async (name: string, path: string) => {
      await open(path)
      await page.waitForLoadState('networkidle')
      await page.screenshot({ path: join(folder, `${name}.png`) })
    }
    for (const [name, path] of pages) await take(name, path)
    const korean = await openConsole({ hasFreshFactor: true, locale: 'ko-KR', theme: 'dark' })
    await korean.open(`/payments/${studio.payment.id}`)
    await korean.page.waitForLoadState('networkidle')
    await korean.page.screenshot({ path: join(folder, 'payment-ko.png') })
    await korean.page.setViewportSize({ width: 360, height: 740 })
    await korean.page.screenshot({ path: join(folder, 'payment-phone.png') })
    const { page: signIn, open: openSignIn } = await openConsole({ signedIn: false })
    await openSignIn('/payments')
    await signIn.waitForLoadState('networkidle')
    await signIn.screenshot({ path: join(folder, 'sign-in.png') })
    await signIn.goto('/console/password-reset')
    await signIn.getByRole('heading').first().waitFor()
    await signIn.screenshot({ path: join(folder, 'password-reset.png') })
    const invitation = { email: 'lin@example.com', installationOwner: false }
    const invited = await inviteOperator(services, invitation, {
      actor: systemActor,
      address: null,
      reason: null,
    })
    if (invited.problem !== null) throw new Error(invited.problem.message)
    await signIn.goto(`/console/link#${invited.link.token}`)
    await signIn.getByRole('heading', { name: 'Accept the invitation' }).waitFor()
    await signIn.screenshot({ path: join(folder, 'link.png') })
  },
)
