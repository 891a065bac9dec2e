import { setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { allEvents } from '../support/all-events.ts'
import {
  countFaults,
  getStorePurchase,
  injectFault,
  requestRefundReview,
} from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  createBuyer,
  createServerClient,
  expectField,
  toConsumeInput,
} from '../support/purchase-client.ts'
import { expect, vi, workerTest as test } from '../support/worker-test.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test.for([
  ['before the store received it', 'BEFORE'],
  ['after the store received it', 'AFTER'],
] as const)(
  'a worker killed while it sends an answer, %s, leaves it to the next one, which sends the same',
  async ([, phase], { freshCluster, startWorker }) => {
    const { emulator, sql, project } = freshCluster
    const endpoint = freshCluster.endpoint()
    setNotificationTargets(emulator, new URL(endpoint.graphqlUrl).origin, project.appKey)
    const admin = createServerClient(endpoint)
    const policy = { refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true } as const
    expectField(await admin.mutate('updateAppKey', policy), 'appKey')
    const buyer = await createBuyer(endpoint, { as: 'server' })
    const { payment, storePurchase } = await buyItem(buyer, { store: 'APP_STORE' })
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    const fault = {
      store: 'APP_STORE',
      endpoint: 'sendConsumptionInformation',
      times: 1,
      delayMs: 60_000,
      phase,
    } as const
    await injectFault(emulator, fault)
    const first = await startWorker()
    await requestRefundReview(emulator, storePurchase.id)
    const readSent = async () => (await getStorePurchase(emulator, storePurchase.id))['refundReview']
    const sent = { response: { refundPreference: 'DECLINE', consumptionPercentage: 100_000 } }
    const isStarted = async () => {
      expect(await countFaults(emulator)).toBe(0)
      if (phase === 'AFTER') expect(await readSent()).toMatchObject(sent)
    }
    await eventually(isStarted, { timeoutMs: 20_000 })
    await first.kill('SIGKILL')
    const readStatus = async () => {
      const [row] = await sql<{ status: string }[]>`select status from refund_reviews`
      return row?.status
    }
    expect(await readStatus()).toBe('ANSWERING')
    await startWorker()
    // As if the lease of the killed worker had expired.
    await sql`update refund_reviews set next_attempt_at = now()`
    await eventually(async () => expect(await readStatus()).toBe('ANSWERED'), { timeoutMs: 20_000 })
    expect(await readSent()).toMatchObject(sent)
    const answered = await sql`select from ${allEvents(sql)} where type = 'PAYMENT_REFUND_REVIEW_ANSWERED'`
    expect(answered).toHaveLength(1)
  },
)
