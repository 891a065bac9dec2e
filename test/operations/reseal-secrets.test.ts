import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { findPayment } from '../../src/db/queries/payments.ts'
import { findSaleOfPurchase } from '../../src/db/queries/sales.ts'
import { listWebhookEndpoints } from '../../src/db/queries/webhook-endpoints.ts'
import { createDeps } from '../../src/deps.ts'
import { openReference } from '../../src/domain/sale/sale-reference.ts'
import { resealSecrets } from '../../src/domain/reseal-secrets.ts'
import { openWebhookSecrets } from '../../src/domain/webhook/webhook-secret.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createLog } from '../../src/platform/log.ts'
import { buyItem, newBuyer, required, serverApi } from '../support/buyer.ts'
import { startTestServer, testSecret, type TestServer } from '../support/test-server.ts'

const newSecret = 'another secret of the tests that is long enough'

let at: TestServer
beforeAll(async () => {
  at = await startTestServer()
})
afterAll(() => at.close())

function openWith(...secrets: string[]) {
  const config = readConfig({ DATABASE_URL: at.databaseUrl, COINSLOT_SECRET: secrets.join(',') })
  return createDeps({ config, log: createLog('silent'), databaseUrl: at.databaseUrl, secrets })
}

test('I10: after resealing, the old secret opens nothing any more and the new one everything', async () => {
  const buyer = await newBuyer(at)
  const { payment } = await buyItem(at, buyer, 'GOOGLE_PLAY')
  const appId = (await at.server.services.serverKeys.find(at.project.serverKey))?.appId ?? ''
  const input = { url: 'https://games.example.com/hook' }
  const made = await serverApi(at).mutate('createWebhookEndpoint', input)
  await serverApi(at).mutate('rotateWebhookSecret', { endpointId: required(made, 'webhookEndpoint').id })
  const rotating = await openWith(newSecret, testSecret)
  const first = await resealSecrets(rotating.services)
  const second = await resealSecrets(rotating.services)
  await rotating.close()
  expect(first.resealed).toBeGreaterThan(2)
  expect(second.resealed).toBe(0)

  const after = await openWith(newSecret)
  expect((await after.services.apps.find(appId))?.key).toBe(at.project.appKey)
  expect(await after.services.stores.find(appId, 'APP_STORE')).not.toBeNull()
  const paymentId = decodeId('pay', payment.id) ?? ''
  const recorded = await findPayment(after.services.db, appId, paymentId)
  const sale = await findSaleOfPurchase(after.services.db, appId, recorded?.purchaseId ?? '')
  const reference = sale?.reference ?? new Uint8Array()
  expect(openReference(after.services.keyring, appId, 'GOOGLE_PLAY', reference)).toContain('purchaseToken')
  const [endpoint] = await listWebhookEndpoints(after.services.db, appId)
  if (endpoint === undefined) expect.fail()
  const signing = openWebhookSecrets(after.services.keyring, endpoint, after.services.clock())
  expect(signing).toEqual([expect.stringMatching(/^whsec_/), made.secret])
  await after.close()

  const before = await openWith(testSecret)
  await expect(before.services.apps.find(appId)).rejects.toThrow('no longer in COINSLOT_SECRET')
  await before.close()
})
