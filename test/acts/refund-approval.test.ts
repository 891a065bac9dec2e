import { createApiClient } from '../support/api.ts'
import { uuidOf } from '../support/database-records.ts'
import { addToken, tokenHeaders } from '../support/operators.ts'
import { toConsumeInput } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { approvalTest as test, readRequested, reason } from './approval-test.ts'

const open = 'query { refundApprovals(first: 100) { nodes { id payment { id } canApprove } } }'

test('without limits an operator refunds alone', async ({ support, payment }) => {
  expect(await support.client.mutate('refundPayment', { paymentId: payment.id, reason })).toMatchObject({
    payment: { status: 'REFUNDED' },
    approval: null,
    problem: null,
  })
})

test('a refund above the limit waits for a second operator, the store is called after the approval only, and all is in the audit log', async ({
  support,
  owner,
  requested: { payment, approval },
  faults,
  records,
}) => {
  expect(approval).toMatchObject({
    kind: 'REFUND',
    status: 'PENDING',
    amount: payment.price,
    canApprove: false,
    canCancel: true,
  })
  expect(approval.requestedBy).toEqual({ id: support.id, name: support.operator.email })
  expect(await readRequested(owner.client, payment.id)).toMatchObject({
    status: 'PAID',
    refundNeedsApproval: true,
    refundRequest: null,
    openRefundApproval: { id: approval.id, canApprove: true },
  })
  const { refundApprovals } = await owner.client.query(open)
  expect(refundApprovals.nodes.find(({ id }) => id === approval.id)).toMatchObject({
    payment: { id: payment.id },
  })
  await faults.inject({ store: 'GOOGLE_PLAY', status: 503 })
  const waiting = await owner.client.mutate('approveRefund', { approvalId: approval.id, reason: 'is right' })
  expect(waiting).toMatchObject({ approval: { status: 'APPROVED' }, problem: { code: 'STORE_UNAVAILABLE' } })
  await faults.clear()
  const refunded = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(refunded).toMatchObject({
    approval: { status: 'EXECUTED', decidedBy: { id: owner.id } },
    payment: { status: 'REFUNDED' },
    replayed: false,
    problem: null,
  })
  const again = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(again).toMatchObject({ payment: { status: 'REFUNDED' }, replayed: true, problem: null })
  expect(await records.auditLog(payment.id)).toMatchObject([
    { action: 'requestRefundApproval', actor: `OPERATOR ${support.id} ${support.operator.email}`, reason },
    { action: 'approveRefund', actor: `OPERATOR ${owner.id} ${owner.operator.email}`, reason: 'is right' },
    {
      action: 'refundPayment',
      actor: `OPERATOR ${owner.id} ${owner.operator.email}`,
      reason,
      changes: { approval: approval.id },
    },
  ])
  expect(await readRequested(owner.client, payment.id)).toMatchObject({
    openRefundApproval: null,
    refundRequest: null,
  })
})

test('nobody approves or rejects its own request, also not with a personal access token', async ({
  support,
  server,
  sql,
  project,
  requested: { approval, payment },
}) => {
  const secret = await addToken(sql, support.operator, { role: 'SUPPORT', allowSensitiveActs: true })
  const token = createApiClient(server.graphqlUrl, tokenHeaders(secret, project))
  for (const client of [support.client, token]) {
    const approved = await client.mutate('approveRefund', { approvalId: approval.id })
    expect(approved.problem).toMatchObject({ code: 'SECOND_OPERATOR_REQUIRED' })
    const rejected = await client.mutate('rejectRefund', { approvalId: approval.id, reason })
    expect(rejected.problem).toMatchObject({ code: 'SECOND_OPERATOR_REQUIRED' })
  }
  expect((await readRequested(support.client, payment.id))?.status).toBe('PAID')
  const byToken = await token.mutate('refundPayment', { paymentId: payment.id, reason })
  expect(byToken).toMatchObject({ approval: { id: approval.id }, replayed: true })
})

test('a rejected and a canceled request are not approved any more, and a new one can be made', async ({
  support,
  otherSupport,
  owner,
  requested: { approval, payment },
}) => {
  const other = await otherSupport.client.queryErrorCodes(
    `mutation { cancelRefundApproval(input: { approvalId: "${approval.id}" }) { approval { id } } }`,
  )
  expect(other).toEqual(['FORBIDDEN'])
  const rejected = await otherSupport.client.mutate('rejectRefund', { approvalId: approval.id, reason: 'no' })
  expect(rejected).toMatchObject({ approval: { status: 'REJECTED' }, problem: null })
  const late = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(late).toMatchObject({
    payment: { status: 'PAID' },
    problem: { code: 'REFUND_APPROVAL_NOT_PENDING' },
  })
  const again = await support.client.mutate('refundPayment', { paymentId: payment.id, reason })
  expect(again.approval?.id).not.toBe(approval.id)
  const approvalId = again.approval?.id ?? ''
  const canceled = await support.client.mutate('cancelRefundApproval', { approvalId })
  expect(canceled).toMatchObject({ approval: { status: 'CANCELED' }, problem: null })
  const repeated = await support.client.mutate('cancelRefundApproval', { approvalId })
  expect(repeated.problem).toMatchObject({ code: 'REFUND_APPROVAL_NOT_PENDING' })
  const unknown = await owner.client.mutate('approveRefund', { approvalId: 'rap_01k00000000000000000000000' })
  expect(unknown.problem).toMatchObject({ code: 'REFUND_APPROVAL_NOT_FOUND' })
})

test('a request that nobody decided about in time has expired, and the next call makes a new one', async ({
  support,
  owner,
  sql,
  requested: { approval, payment },
}) => {
  await sql`update refund_approvals set expires_at = now() - interval '1 second' where id = ${uuidOf(approval.id)}`
  const late = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(late).toMatchObject({
    approval: { status: 'EXPIRED' },
    problem: { code: 'REFUND_APPROVAL_NOT_PENDING' },
  })
  expect((await readRequested(owner.client, payment.id))?.openRefundApproval).toBeNull()
  const next = await support.client.mutate('refundPayment', { paymentId: payment.id, reason })
  expect(next).toMatchObject({ approval: { status: 'PENDING' }, replayed: false })
  expect(next.approval?.id).not.toBe(approval.id)
})

test('a request for a payment that the store has refunded in the meantime can only be rejected or canceled', async ({
  owner,
  admin,
  requested: { approval, payment },
}) => {
  await admin.mutate('refundPayment', { paymentId: payment.id, reason })
  const approved = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(approved).toMatchObject({ payment: { status: 'REFUNDED' }, problem: { code: 'PAYMENT_REFUNDED' } })
  const rejected = await owner.client.mutate('rejectRefund', {
    approvalId: approval.id,
    reason: 'is refunded',
  })
  expect(rejected).toMatchObject({ approval: { status: 'REJECTED' }, problem: null })
})

test('a payment that changed after the request is refunded only by an approver who saw the change', async ({
  owner,
  admin,
  requested: { approval, payment },
}) => {
  await admin.mutate('consumePayment', toConsumeInput(payment))
  const blind = await owner.client.mutate('approveRefund', { approvalId: approval.id })
  expect(blind).toMatchObject({ payment: { status: 'CONSUMED' }, problem: { code: 'CHANGED_MEANWHILE' } })
  expect(blind.approval?.status).toBe('PENDING')
  const expectedVersion = blind.payment?.version ?? -1
  const seeing = await owner.client.mutate('approveRefund', { approvalId: approval.id, expectedVersion })
  expect(seeing).toMatchObject({ payment: { status: 'REFUNDED' }, problem: null })
})
