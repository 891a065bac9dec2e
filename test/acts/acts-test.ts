import type { ApiClient } from '../support/api.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { signIn } from '../support/sign-in-operator.ts'
import { serverTest } from '../support/test.ts'

/** Clients of operators, and a payment that nobody else uses. */
export const actsTest = serverTest
  .extend('support', { scope: 'file' }, ({ server, sql, project }) =>
    signIn({ server, sql }, project, 'SUPPORT'),
  )
  .extend('operator', { scope: 'file' }, ({ server, sql, project }) =>
    signIn({ server, sql }, project, 'ADMIN'),
  )
  .extend('viewer', { scope: 'file' }, ({ server, sql, project }) =>
    signIn({ server, sql }, project, 'VIEWER'),
  )
  .extend('payment', async ({ server }) => (await buyItem(await createBuyer(server))).payment)

/** What the acts change of a payment. */
export const readPayment = async (client: ApiClient, id: string) =>
  (
    await client.query(
      `query ($id: ID!) { payment(id: $id) { status version storeReadAt verifiedAt refundRequest { requestedAt acceptedAt }
         refundNeedsApproval consume { consumedBy } notes(first: 100) { nodes { id text } } } }`,
      { id },
    )
  ).payment
