import type { Sql } from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import { expectField, buyItem, toConsumeInput, type VerifiedPurchase } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** Holds the row lock of a payment in a transaction until the work has ended. */
async function whileLocked<Result>(
  sql: Sql,
  { payment }: VerifiedPurchase,
  work: () => Promise<Result>,
): Promise<Result> {
  return sql
    .begin(async (transaction) => {
      await transaction`select from payments where id = ${decodeId('pay', payment.id)} for update`
      return { result: await work() }
    })
    .then(({ result }) => result)
}

test('a payment that another transaction has locked delays no other consume of the same server key', async ({
  sql,
  admin,
  buyer,
}) => {
  const [locked, ...others] = await Promise.all(Array.from({ length: 12 }, () => buyItem(buyer)))
  if (locked === undefined) throw new Error('no payment')
  const consume = ({ payment }: VerifiedPurchase) =>
    admin.mutate('consumePayment', toConsumeInput(payment, payment.id))
  await whileLocked(sql, locked, async () => {
    const waiting = consume(locked)
    const isWaiting = waiting.then(() => false)
    const consumed = await Promise.all(others.map(consume))
    expect(consumed.map(({ problem }) => problem)).toEqual(others.map(() => null))
    expect(await Promise.race([isWaiting, Promise.resolve(true)])).toBe(true)
    expect((await waiting).problem).toMatchObject({ code: 'BUSY', retryable: true })
  })
  const { consume: first } = await consume(locked)
  expect(first).not.toBeNull()
  expect(await consume(locked)).toMatchObject({ replayed: true, consume: { id: first?.id } })
})

test('I2: consumes of a payment that wait for its lock make one consume when it is released', async ({
  sql,
  records: _,
  admin,
  buyer,
}) => {
  const paid = await buyItem(buyer)
  const { calls } = await whileLocked(sql, paid, async () => ({
    calls: Array.from({ length: 5 }, (_each, index) =>
      admin.mutate('consumePayment', toConsumeInput(paid.payment, `key-${index}`)),
    ),
  }))
  const outcomes = await Promise.all(calls)
  const codes = outcomes.map(({ problem }) => problem?.code ?? 'CONSUMED').sort()
  expect(codes.filter((code) => code === 'CONSUMED')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['CONSUMED', 'ALREADY_CONSUMED']))
})

test('a transaction that keeps an idempotency key delays only the consume with that key', async ({
  sql,
  project,
  admin,
  buyer,
}) => {
  const [held, ...others] = await Promise.all(Array.from({ length: 6 }, () => buyItem(buyer)))
  if (held === undefined) throw new Error('no payment')
  const appId = decodeId('ak', project.appKey)
  await sql.begin(async (transaction) => {
    await transaction`
      insert into idempotency_keys (app_id, operation, scope, key, request_hash, resource_id, created_at)
      values (${appId}, 'consumePayment', 'server', 'kept', '', ${decodeId('pay', held.payment.id)}, now())`
    const results = expectField(
      await admin.mutate('consumePayments', {
        consumes: [
          toConsumeInput(held.payment, 'kept'),
          ...others.map(({ payment }) => toConsumeInput(payment)),
        ],
      }),
      'results',
    )
    expect(results.map(({ problem }) => problem?.code ?? 'CONSUMED')).toEqual([
      'BUSY',
      ...others.map(() => 'CONSUMED'),
    ])
  })
})
