import { createServerClient } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'

const consumableTypes: readonly string[] = ['CONSUMABLE', 'CONSUMABLE_AUTO_RENEWABLE']

const unconsumedText = `query ($after: Cursor) { payments(filter: { status: [PAID] }, first: 100, after: $after) {
  nodes { id purchaseToken item { type } } pageInfo { hasNextPage endCursor } } }`

/** Consumes a page of unconsumed payments, as a game server does; returns the cursor of the next page. */
export async function consumePage(server: TestServer, after: string | null = null): Promise<string | null> {
  const client = createServerClient(server)
  const { payments } = await client.query(unconsumedText, { after })
  const consumes = payments.nodes
    .filter(({ item }) => consumableTypes.includes(item.type))
    .map(({ id, purchaseToken }) => ({
      paymentId: id,
      purchaseToken: purchaseToken ?? '',
      idempotencyKey: `deliver ${id}`,
    }))
  if (consumes.length > 0) await client.mutate('consumePayments', { consumes })
  return payments.pageInfo.hasNextPage ? (payments.pageInfo.endCursor ?? null) : null
}

export async function consumeAll(server: TestServer): Promise<void> {
  let after: string | null = null
  do after = await consumePage(server, after)
  while (after !== null)
}
