import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import { countFaults, getStorePurchase, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem, createBuyer, expectField, toConsumeInput } from '../support/purchase-client.ts'
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
