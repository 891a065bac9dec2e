import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import { advanceTime, countFaults, getStorePurchase, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  createBuyer,
  expectField,
  payAtStore,
  requestPurchase,
  toConsumeInput,
} from '../support/purchase-client.ts'
import { expect, vi, workerTest as test } from '../support/worker-test.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

async function readAcknowledgementStatus(sql: Sql): Promise<string | undefined> {
  const [row] = await sql<{ status: string }[]>`select acknowledgement_status as status from payments`
  return row?.status
}

test.for([
  ['before the store received it', 'BEFORE'],
  ['after the store received it', 'AFTER'],
] as const)(
  'I8: a worker killed in the middle of an acknowledgement, %s, leaves it to another one, which does it within seconds',
  async ([, phase], { freshCluster, startWorker }) => {
    const { emulator, sql } = freshCluster
    const buyer = await createBuyer(freshCluster.endpoint(), { as: 'server' })
    const { payment, storePurchase } = await buyItem(buyer)
    const fault = { store: 'TEST_STORE', endpoint: 'consume', times: 1, delayMs: 60_000, phase } as const
    await injectFault(emulator, fault)
    const first = await startWorker()
    expectField(await buyer.client.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    const isStarted = async () => {
      expect(await countFaults(emulator)).toBe(0)
      if (phase === 'AFTER')
        expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ consumed: true })
    }
    await eventually(isStarted, { timeoutMs: 20_000 })
    await startWorker()
    await first.kill('SIGKILL')
    expect(await readAcknowledgementStatus(sql)).toBe('PENDING')
    // The job stays locked by the killed worker until the other one takes it over.
    const [job] = await sql`select from graphile_worker._private_jobs where locked_by is not null`
    expect(job).toBeDefined()
    await eventually(async () => expect(await readAcknowledgementStatus(sql)).toBe('ACKNOWLEDGED'), {
      timeoutMs: 20_000,
    })
    expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ consumed: true })
    const acknowledged = await sql`select from ${allEvents(sql)} where type = 'PAYMENT_ACKNOWLEDGED'`
    expect(acknowledged).toHaveLength(1)
  },
)

test('a worker killed in the middle of a job for several notifications leaves them to another one, which processes each within seconds', async ({
  freshCluster,
  startWorker,
}) => {
  const { emulator, project, sql } = freshCluster
  const { graphqlUrl } = freshCluster.endpoint()
  const url = graphqlUrl.replace('/graphql', `/notifications/app-store/${project.appKey}`)
  emulator.setNotificationTarget({ store: 'APP_STORE', url })
  const buyer = await createBuyer(freshCluster.endpoint(), { as: 'server' })
  const count = 12
  const purchases = await Promise.all(
    Array.from({ length: count }, () => requestPurchase(buyer, { store: 'APP_STORE' })),
  )
  await Promise.all(purchases.map((purchase) => payAtStore(freshCluster, purchase)))
  await advanceTime(emulator, 0)
  const fault = { store: 'APP_STORE', endpoint: 'getTransactionInfo', times: 1, delayMs: 60_000 } as const
  await injectFault(emulator, fault)
  const first = await startWorker()
  await eventually(async () => expect(await countFaults(emulator)).toBe(0), { timeoutMs: 20_000 })
  await startWorker()
  await first.kill('SIGKILL')
  const readProcessed = async () => {
    const rows = await sql<{ attempts: number; result: string }[]>`
      select attempts, result from notifications where status = 'PROCESSED' order by attempts desc`
    return rows.map(({ attempts, result }) => ({ attempts, result }))
  }
  await eventually(async () => expect(await readProcessed()).toHaveLength(count), { timeoutMs: 20_000 })
  expect(await readProcessed()).toMatchObject([
    { attempts: 2 },
    ...Array.from({ length: count - 1 }, () => ({})),
  ])
  const paid = await sql`select from ${allEvents(sql)} where type = 'PAYMENT_PAID'`
  expect(paid).toHaveLength(count)
})
