import { runCli, runCliJson } from '../cli/run-cli.ts'
import { uuidOf } from '../support/database-records.ts'
import { buyItem, createBuyer, toConsumeInput } from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import { approvalTest as test, readRequested, reason } from './approval-test.ts'

test('of twenty approvals and rejections at once one decides', async ({
  owner,
  operator,
  otherSupport,
  requested: { approval, payment },
  records,
}) => {
  const { id: approvalId } = approval
  const clients = [owner.client, operator.client, otherSupport.client]
  const calls = Array.from({ length: 20 }, (_, index) => {
    const client = clients[index % 3] ?? owner.client
    return index % 2 === 0
      ? client.mutate('approveRefund', { approvalId })
      : client.mutate('rejectRefund', { approvalId, reason: 'no' })
  })
  await Promise.all(calls)
  const decisions = (await records.auditLog(payment.id)).filter(({ action }) =>
    ['approveRefund', 'rejectRefund'].includes(action),
  )
  expect(decisions).toHaveLength(1)
  const { status } = (await readRequested(owner.client, payment.id)) ?? {}
  expect(status).toBe(decisions[0]?.action === 'approveRefund' ? 'REFUNDED' : 'PAID')
})

test('ten requests at once for one payment are one request', async ({
  support,
  operator,
  limited,
  server,
}) => {
  expect(limited).toHaveLength(1)
  const { payment } = await buyItem(await createBuyer(server))
  const payloads = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      (index % 2 === 0 ? support : operator).client.mutate('refundPayment', {
        paymentId: payment.id,
        reason,
      }),
    ),
  )
  expect(new Set(payloads.map(({ approval }) => approval?.id)).size).toBe(1)
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
})

test('a request whose caller saw an earlier version is not stored', async ({
  support,
  admin,
  payment,
  limited,
}) => {
  expect(limited).toHaveLength(1)
  const { id: paymentId, version } = payment
  await admin.mutate('consumePayment', toConsumeInput(payment))
  const stale = await support.client.mutate('refundPayment', { paymentId, reason, expectedVersion: version })
  expect(stale).toMatchObject({ approval: null, problem: { code: 'CHANGED_MEANWHILE' } })
})

describe('a call whose connection is killed', () => {
  test.for(['approveRefund', 'refundPayment'] as const)(
    'at the audit entry %s has refunded nothing twice, and the same call completes it',
    async (action, { owner, killed, records, requested: { approval, payment } }) => {
      const { id: approvalId } = approval
      const text = `mutation { approveRefund(input: { approvalId: "${approvalId}" }) { replayed } }`
      expect(await killed.killAt(action, () => owner.client.queryErrorCodes(text))).toEqual(['INTERNAL'])
      const interrupted = await readRequested(owner.client, payment.id)
      expect(interrupted?.openRefundApproval?.status).toBe(
        action === 'approveRefund' ? 'PENDING' : 'APPROVED',
      )
      const completed = await owner.client.mutate('approveRefund', { approvalId })
      expect(completed).toMatchObject({
        approval: { status: 'EXECUTED' },
        payment: { status: 'REFUNDED' },
        problem: null,
      })
      const actions = (await records.auditLog(payment.id)).map((entry) => entry.action)
      expect(actions).toEqual(['requestRefundApproval', 'approveRefund', 'refundPayment'])
      expect(await records.events(payment.id)).toMatchObject([{ type: 'PAYMENT_REFUNDED' }])
    },
  )

  test('at its request has stored nothing', async ({ support, killed, payment, limited }) => {
    expect(limited).toHaveLength(1)
    const text = `mutation { refundPayment(input: { paymentId: "${payment.id}", reason: "x" }) { replayed } }`
    expect(await killed.killAt('requestRefundApproval', () => support.client.queryErrorCodes(text))).toEqual([
      'INTERNAL',
    ])
    expect((await readRequested(support.client, payment.id))?.openRefundApproval).toBeNull()
  })
})

describe('a correction that marks a payment as refunded', () => {
  test('needs an approval too, by an operator who may correct', async ({
    owner,
    operator,
    otherSupport,
    limited,
    payment,
    records,
  }) => {
    expect(limited).toHaveLength(1)
    const { id: paymentId } = payment
    const correction = { paymentId, status: 'REFUNDED', reason } as const
    const { approval, changed } = await operator.client.mutate('correctPayment', correction)
    expect([approval?.kind, changed]).toEqual(['CORRECTION', false])
    const approvalId = approval?.id ?? ''
    const text = `mutation { approveRefund(input: { approvalId: "${approvalId}" }) { replayed } }`
    expect(await otherSupport.client.queryErrorCodes(text)).toEqual(['FORBIDDEN'])
    const approved = await owner.client.mutate('approveRefund', { approvalId })
    expect(approved).toMatchObject({
      approval: { status: 'EXECUTED' },
      payment: { refund: { source: 'CORRECTION' } },
    })
    expect((await records.events(paymentId)).map(({ type }) => type)).toEqual(['PAYMENT_CORRECTED'])
  })

  test('together with a price is refused, because the price decides', async ({
    operator,
    limited,
    payment,
    sql,
  }) => {
    expect(limited).toHaveLength(1)
    await sql`update payments set price_micros = null, currency_code = null where id = ${uuidOf(payment.id)}`
    const price = { amount: '0.01', currencyCode: 'USD' }
    const correction = { paymentId: payment.id, status: 'REFUNDED', price, reason } as const
    const { problem } = await operator.client.mutate('correctPayment', correction)
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['price'] })
  })
})

test('the limit is for persons: a server key refunds alone', async ({ admin, payment, limited }) => {
  expect(limited).toHaveLength(1)
  const refunded = await admin.mutate('refundPayment', { paymentId: payment.id, reason })
  expect(refunded).toMatchObject({ payment: { status: 'REFUNDED' }, approval: null })
})

test('more than a thousand open requests are refused', async ({
  support,
  requested: { approval },
  sql,
  server,
}) => {
  const { payment } = await buyItem(await createBuyer(server))
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`
      insert into refund_approvals (app_id, id, payment_id, kind, payment_version, requested_by, requested_by_name, reason,
                                    requested_at, expires_at, status)
      select app_id, gen_random_uuid(), gen_random_uuid(), 'REFUND', 0, requested_by, 'x', 'x', now(), now() + interval '1 day', 'PENDING'
      from refund_approvals, generate_series(1, 1000) where id = ${uuidOf(approval.id)}`
  })
  const { problem } = await support.client.mutate('refundPayment', { paymentId: payment.id, reason })
  expect(problem).toMatchObject({ code: 'BUSY', retryable: true })
  await sql`delete from refund_approvals where reason = 'x'`
})

test.for([
  ['a negative amount', [{ amount: '-1', currencyCode: 'USD' }]],
  [
    'two amounts of one currency',
    [
      { amount: '1', currencyCode: 'USD' },
      { amount: '2', currencyCode: 'USD' },
    ],
  ],
] as const)('limits with %s are refused', async ([, refundApprovalLimits], { admin }) => {
  const { problem } = await admin.mutate('updateAppKey', { refundApprovalLimits })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['refundApprovalLimits'] })
})

test(
  'the command line consumes for a user, adds a note and decides about a request',
  { timeout: 120_000 },
  async ({ database, server, project, payment, requested: { approval }, records }) => {
    const environment = { DATABASE_URL: database.url, COINSLOT_SECRET: server.secret }
    const run = <Result>(...args: string[]) =>
      runCliJson<Result>([...args, '--app', project.appKey], environment)
    const listed = await run<{ id: string }[]>('refund-approval', 'list')
    expect(listed.map(({ id }) => id)).toContain(approval.id)
    const rejected = await run('refund-approval', 'reject', approval.id, '--reason', 'no')
    expect(rejected).toMatchObject({ status: 'REJECTED' })
    const stale = ['--reason', reason, '--expected-version', String(payment.version + 1)]
    const refused = ['payment', 'consume', payment.id, '--app', project.appKey, ...stale]
    expect((await runCli(refused, environment)).stderr).toContain('CHANGED_MEANWHILE')
    const consumed = await run('payment', 'consume', payment.id, '--reason', reason)
    expect(consumed).toMatchObject({ status: 'CONSUMED', version: payment.version + 1 })
    await run('payment', 'note', payment.id, 'called')
    const actions = (await records.auditLog(payment.id)).map(({ action }) => action)
    expect(actions).toEqual(['consumePaymentForUser', 'addNote'])
  },
)
