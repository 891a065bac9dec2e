import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { ConsumePaymentPayload } from '../../src/graphql/generated/types.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import type { Serialized } from '../support/api.ts'
import type { Cluster } from '../support/cluster.ts'
import {
  buyItem,
  createBuyer,
  createServerClient,
  toConsumeInput,
  type VerifiedPurchase,
} from '../support/purchase-client.ts'

type ConsumePayload = Serialized<ConsumePaymentPayload>

const callCount = 200

/** Sends 200 simultaneous calls, spread over the processes; with `shareKey` all of them have the same idempotency key. */
export function consumeConcurrently(
  cluster: Cluster,
  { payment }: VerifiedPurchase,
  shareKey = false,
): Promise<ConsumePayload>[] {
  const input = toConsumeInput(payment, shareKey ? randomUUID() : null)
  return Array.from({ length: callCount }, (_, index) =>
    createServerClient(cluster.endpoint(index)).mutate('consumePayment', input),
  )
}

async function expectOneConsume({ sql }: Cluster, { payment }: VerifiedPurchase): Promise<void> {
  const id = decodeId('pay', payment.id)
  expect(await sql`select count(*)::int as rows from consumes where payment_id = ${id}`).toEqual([
    { rows: 1 },
  ])
  const events = await sql`
    select previous_status, status from ${allEvents(sql)} where payment_id = ${id} and type = 'PAYMENT_CONSUMED'`
  expect(events).toEqual([{ previous_status: 'PAID', status: 'CONSUMED' }])
}

export async function expectOneSuccess(
  cluster: Cluster,
  paid: VerifiedPurchase,
  payloads: readonly ConsumePayload[],
): Promise<void> {
  const [success, ...others] = payloads.filter(({ problem }) => problem === null)
  expect(others).toEqual([])
  expect(success).toMatchObject({ replayed: false, payment: { status: 'CONSUMED' } })
  for (const { problem, consume, payment } of payloads) {
    if (problem == null) continue
    expect(consume).toBeNull()
    if (problem.code === 'BUSY') expect(problem.retryable).toBe(true)
    else expect([problem.code, payment?.consume?.id]).toEqual(['ALREADY_CONSUMED', success?.consume?.id])
  }
  await expectOneConsume(cluster, paid)
}

export async function expectOneOriginal(
  cluster: Cluster,
  paid: VerifiedPurchase,
  payloads: readonly ConsumePayload[],
): Promise<void> {
  const completed = payloads.filter(({ problem }) => problem?.code !== 'BUSY')
  expect(completed.map(({ problem }) => problem)).toEqual(completed.map(() => null))
  expect(completed.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(completed.map(({ consume }) => consume?.id)).size).toBe(1)
  await expectOneConsume(cluster, paid)
}

/** Consumes two payments with one key at the same time: one call succeeds, the other payment stays unconsumed. */
export async function expectOneOfTwoPayments(cluster: Cluster): Promise<void> {
  const buyer = await createBuyer(cluster.endpoint(), { as: 'server' })
  const pair = await Promise.all([buyItem(buyer), buyItem(buyer)])
  const idempotencyKey = randomUUID()
  const payloads = await Promise.all(
    pair.map(({ payment }, index) =>
      createServerClient(cluster.endpoint(index)).mutate(
        'consumePayment',
        toConsumeInput(payment, idempotencyKey),
      ),
    ),
  )
  expect(payloads.map(({ problem }) => problem?.code ?? 'consumed').toSorted()).toEqual([
    'IDEMPOTENCY_KEY_REUSED',
    'consumed',
  ])
  const ids = pair.map(({ payment }) => decodeId('pay', payment.id))
  const counts = await cluster.sql`
    select status, count(*)::int from payments where id = any(${ids}::uuid[]) group by status order by status`
  expect(counts).toEqual([
    { status: 'CONSUMED', count: 1 },
    { status: 'PAID', count: 1 },
  ])
}
