import { randomUUID } from 'node:crypto'
import { readConfig } from '../../src/config/config.ts'
import { selectEncryptedSales, type EncryptedSale } from '../../src/db/queries/encrypted-rows.ts'
import { selectPayment } from '../../src/db/queries/payments.ts'
import { selectRefundReview } from '../../src/db/queries/refund-reviews.ts'
import { selectSaleOfPurchase } from '../../src/db/queries/sales.ts'
import { selectSubscription } from '../../src/db/queries/subscriptions.ts'
import { selectWebhookEndpoints } from '../../src/db/queries/webhook-endpoints.ts'
import { createDeps } from '../../src/deps.ts'
import { decryptRequest } from '../../src/domain/refund-review/read-request.ts'
import { recordRefundReview } from '../../src/domain/refund-review/record-refund-review.ts'
import { decryptSaleReference } from '../../src/domain/store-sync/sale-reference.ts'
import { assertKnownSecrets } from '../../src/domain/secrets/assert-known-secrets.ts'
import { reencryptSecrets } from '../../src/domain/secrets/reencrypt-secrets.ts'
import { encryptPeriods, readKeptPeriods } from '../../src/domain/subscription/kept-periods.ts'
import { decryptSigningSecrets } from '../../src/domain/webhook-endpoint/webhook-secret.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { encrypt } from '../../src/platform/crypto.ts'
import { saleReferenceAad } from '../../src/platform/encryption-aad.ts'
import { createLog } from '../../src/platform/log.ts'
import type { NotifiedRefundReview } from '../../src/stores/contract/refund-review.ts'
import type { SubscriptionPeriod } from '../../src/stores/contract/subscription.ts'
import { buyItem, createBuyer, expectField, createServerClient } from '../support/purchase-client.ts'
import { testSecret, type TestServer } from '../support/test-server.ts'
import { expect, serverTest as test } from '../support/test.ts'

const newSecret = 'another secret of the tests that is long enough'

function openWith(server: TestServer, ...secrets: string[]) {
  const config = readConfig({
    NODE_ENV: 'test',
    DATABASE_URL: server.databaseUrl,
    COINSLOT_SECRET: secrets.join(','),
  })
  return createDeps({ config, log: createLog('silent'), databaseUrl: server.databaseUrl, secrets })
}

const pushed = (receivedAt: Date) =>
  ({ store: 'GOOGLE_PLAY', environment: null, sentAt: null, receivedAt }) as const

const notifiedReview: NotifiedRefundReview = {
  key: 'a-token',
  request: '{"orderId":"GPA.1","pendingRefundToken":"a-token"}',
  storeOrderId: 'GPA.1',
  storeTransactionId: null,
  reason: null,
  answerWithinMs: 60_000,
  consentRequired: false,
}

const keptPeriod: SubscriptionPeriod = {
  periodId: 'GPA.1',
  lineKey: 'vip',
  storeOrderId: 'GPA.1',
  storeProductId: 'vip',
  quantity: 1,
  price: { amountMicros: 9_990_000n, currencyCode: 'USD' },
  paidAt: new Date('2026-01-01T00:00:00Z'),
  startsAt: new Date('2026-01-01T00:00:00Z'),
  endsAt: new Date('2026-02-01T00:00:00Z'),
  phase: 'NORMAL',
  offer: null,
  kind: 'UNKNOWN',
  replaces: null,
  refund: null,
  isReplaced: false,
}

test('I10: after re-encryption the new secret decrypts everything and the old secret nothing', async ({
  server,
  project,
  services,
}) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const appId = (await services.serverKeys.find(project.serverKey))?.appId ?? ''
  const input = { url: 'https://games.example.com/hook' }
  const made = await createServerClient(server).mutate('createWebhookEndpoint', input)
  await createServerClient(server).mutate('rotateWebhookSecret', {
    endpointId: expectField(made, 'webhookEndpoint').id,
  })
  const app = await services.apps.find(appId)
  if (app === null) expect.fail()
  const review = await recordRefundReview({ ...services, app }, pushed(services.clock()), notifiedReview)
  const rotating = await openWith(server, newSecret, testSecret)
  const first = await reencryptSecrets(rotating.services)
  const second = await reencryptSecrets(rotating.services)
  await rotating.close()
  expect(first.reencryptedCount).toBeGreaterThan(2)
  expect(second.reencryptedCount).toBe(0)

  const after = await openWith(server, newSecret)
  expect((await after.services.apps.find(appId))?.key).toBe(project.appKey)
  expect(await after.services.stores.find(appId, 'APP_STORE')).not.toBeNull()
  const paymentId = decodeId('pay', payment.id) ?? ''
  const recorded = await selectPayment(after.services.db, appId, paymentId)
  const sale = await selectSaleOfPurchase(after.services.db, appId, recorded?.purchaseId ?? '')
  const reference = sale?.encryptedReference ?? new Uint8Array()
  expect(decryptSaleReference(after.services.keyring, appId, 'GOOGLE_PLAY', reference)).toContain(
    'purchaseToken',
  )
  const storedReview = await selectRefundReview(after.services.db, appId, review.id)
  if (storedReview === null) expect.fail()
  expect(decryptRequest({ ...after.services, app }, storedReview)).toBe(notifiedReview.request)
  const [endpoint] = await selectWebhookEndpoints(after.services.db, appId)
  if (endpoint === undefined) expect.fail()
  const signing = decryptSigningSecrets(after.services.keyring, endpoint, after.services.clock())
  expect(signing).toEqual([expect.stringMatching(/^whsec_/), made.secret])
  await after.close()

  const before = await openWith(server, testSecret)
  await expect(before.services.apps.find(appId)).rejects.toThrow('no longer in COINSLOT_SECRET')
  await before.close()
})

test('re-encryption reads each row once, in pages, and also where none of a page is outdated', async ({
  server,
  project,
  services,
  sql,
}) => {
  // The server of the fixture has the old secret only, so it may find no app any more.
  const appId = decodeId('ak', project.appKey) ?? ''
  const rotating = await openWith(server, newSecret, testSecret)
  const { db, keyring } = rotating.services
  const aad = saleReferenceAad(appId, 'TEST_STORE')
  const saleCount = 1_200
  const ciphertexts = [encrypt(keyring, 'new', aad), encrypt(services.keyring, 'old', aad)]
  // The first 600 rows have the current secret, the others the old one.
  await sql`
    insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
    select ${appId}, 'TEST_STORE', decode(lpad(to_hex(n), 64, '0'), 'hex'),
           decode((${ciphertexts.map((each) => each.toString('hex'))}::text[])[1 + (n > 600)::int], 'hex'), 0, 0, now()
    from generate_series(1, ${saleCount}) n`
  const pages: boolean[][] = []
  let after: EncryptedSale | null = null
  for (;;) {
    const query = { appId, currentKeyId: keyring.current.id, after, limit: 400 }
    const page = await selectEncryptedSales(db, query)
    if (page.length === 0) break
    after = page.at(-1) ?? null
    const own = page.filter(({ store }) => store === 'TEST_STORE')
    if (own.length > 0) pages.push(own.map(({ isOutdated }) => isOutdated))
  }
  expect(pages.flat()).toEqual(Array.from({ length: saleCount }, (_, index) => index >= 600))
  const { reencryptedCount } = await reencryptSecrets(rotating.services)
  expect(reencryptedCount).toBeGreaterThanOrEqual(600)
  expect((await reencryptSecrets(rotating.services)).reencryptedCount).toBe(0)
  await rotating.close()
})

test('I10: after re-encryption the new secret decrypts the periods of a subscription that belongs to nobody', async ({
  server,
  services,
  sql,
}) => {
  const [app] = await sql<{ app_id: string }[]>`select app_id from apps`
  const appId = app?.app_id ?? ''
  const scope = { appId, store: 'GOOGLE_PLAY' } as const
  const encryptedPeriods = encryptPeriods(services, scope, [keptPeriod])
  const id = randomUUID()
  await sql`
    insert into subscriptions (app_id, id, store, environment, store_product_id, status, will_renew, phase,
                               started_at, created_at, store_read_at, encrypted_periods)
    values (${appId}, ${id}, 'GOOGLE_PLAY', 'PRODUCTION', 'vip', 'ACTIVE', true, 'NORMAL', now(), now(), now(), ${encryptedPeriods})`
  const rotating = await openWith(server, newSecret, testSecret)
  await reencryptSecrets(rotating.services)
  expect((await reencryptSecrets(rotating.services)).reencryptedCount).toBe(0)
  await rotating.close()
  const after = await openWith(server, newSecret)
  const stored = await selectSubscription(after.services.db, appId, id)
  if (stored === null) expect.fail()
  expect(readKeptPeriods(after.services, stored)).toEqual([keptPeriod])
  await after.close()
})

test('I10: a secret that only encrypted a previous user token secret is required to start', async ({
  server,
  sql,
}) => {
  const { services, close } = await openWith(server, newSecret, testSecret)
  await assertKnownSecrets(services)
  // A ciphertext begins with the id of its key.
  await sql`
    insert into previous_user_secrets (app_id, id, encrypted_secret, created_at, expires_at)
    select app_id, gen_random_uuid(), '\\x0000000000'::bytea, now(), now() + interval '1 day' from apps`
  await expect(assertKnownSecrets(services)).rejects.toThrow('Some secrets in it')
  await close()
})
