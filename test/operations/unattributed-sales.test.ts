import { prune } from '../../src/domain/retention/prune.ts'
import { reencryptSecrets } from '../../src/domain/secrets/reencrypt-secrets.ts'
import { reportUnattributedSaleDeadlines } from '../../src/domain/unattributed-sale/report-unattributed-sale-deadlines.ts'
import { createKeyring } from '../../src/platform/crypto.ts'
import { createStorePurchase, getStorePurchase } from '../support/emulator-control.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { testSecret } from '../support/test-server.ts'
import { dayMs, hourMs } from '../support/time.ts'
import {
  listSales,
  sellOutsideApp,
  unattributedSaleTest as test,
} from '../support/unattributed-sale-fixture.ts'

test('a sandbox sale is kept only if the AppKey accepts sandbox purchases', async ({
  emulator,
  admin,
  notifications,
}) => {
  const productId = toStoreProductId('coins_100')
  const sell = async () => {
    await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId, environment: 'SANDBOX' })
    await notifications.waitForIdle()
    return (await listSales(admin)).filter(({ environment }) => environment === 'SANDBOX').length
  }
  const before = await sell()
  await admin.mutate('updateAppKey', { sandboxPolicy: 'DENY' })
  expect([before, await sell()]).toEqual([1, 1])
  await admin.mutate('updateAppKey', { sandboxPolicy: 'TESTERS_ONLY' })
})

test('a sale that nobody claims raises two alerts before the store refunds it, and is then marked as refunded', async ({
  emulator,
  admin,
  notifications,
  services,
}) => {
  const { storePurchase, sale } = await sellOutsideApp({ emulator, admin, notifications }, 'ONE_STORE')
  await sellOutsideApp({ emulator, admin, notifications }, 'ONE_STORE')
  // One statement for each sale.
  const report = async () => (await reportUnattributedSaleDeadlines(services, 1)).reported
  await report()
  await notifications.advanceTime(1.6 * dayMs)
  const warned = await report()
  expect(warned).toBeGreaterThan(1)
  expect(await report()).toBe(0)
  await notifications.advanceTime(1.2 * dayMs)
  expect(await report()).toBe(warned)
  expect(await report()).toBe(0)
  expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ acknowledged: false })
  await notifications.advanceTime(hourMs * 12)
  const listed = (await listSales(admin)).find(({ id }) => id === sale.id)
  expect(listed?.refundedAt).not.toBeNull()
})

test('a kept sale is encrypted with the current secret by reencrypt, and is deleted after its retention', async ({
  emulator,
  admin,
  notifications,
  services,
  sql,
}) => {
  await sellOutsideApp({ emulator, admin, notifications }, 'APP_STORE')
  const keyring = createKeyring(['a new secret of the tests that is long enough', testSecret])
  const readKeyIds = async () => {
    const rows = await sql<{ id: string }[]>`
      select distinct encode(substring(encrypted_raw for 4), 'hex') as id from unattributed_sales`
    return rows.map(({ id }) => id)
  }
  const before = await readKeyIds()
  await reencryptSecrets({ ...services, keyring })
  expect(await readKeyIds()).toEqual([keyring.current.id])
  expect(before).not.toContain(keyring.current.id)
  const inAYear = new Date(services.clock().getTime() + 365 * dayMs)
  await prune({ ...services, clock: () => inAYear })
  // Not through the server, which does not know the new secret.
  expect(await readKeyIds()).toEqual([])
})
