import { prepareKilledBackends } from '../operators/killed-backends.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, createBuyer, expectField } from '../support/purchase-client.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { actsTest } from './acts-test.ts'

export const reason = 'the customer paid twice'

/** Operators and a refund that a second one has to approve. */
export const approvalTest = actsTest
  .extend('killed', { scope: 'file' }, ({ sql }) => prepareKilledBackends(sql))
  .extend('owner', { scope: 'file' }, ({ server, sql, project }) => signIn({ server, sql }, project, 'OWNER'))
  .extend('otherSupport', { scope: 'file' }, ({ server, sql, project }) =>
    signIn({ server, sql }, project, 'SUPPORT'),
  )
  /** Every refund of more than 1 USD needs an approval, and every one in another currency. */
  .extend('limited', { scope: 'file' }, async ({ admin }) => {
    const limits = [{ amount: '1.00', currencyCode: 'USD' }]
    await admin.mutate('updateAppKey', { refundApprovalLimits: limits })
    return limits
  })
  .extend('requested', async ({ support, server, limited }) => {
    const { payment } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
    const requested = await support.client.mutate('refundPayment', { paymentId: payment.id, reason })
    return { payment, limited, approval: expectField(requested, 'approval') }
  })

export const readRequested = async (client: ApiClient, id: string) =>
  (
    await client.query(
      `query ($id: ID!) { payment(id: $id) { status version refundNeedsApproval refundRequest { requestedAt }
         openRefundApproval { id status canApprove } } }`,
      { id },
    )
  ).payment
