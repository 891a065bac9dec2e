import { buyItem } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

type Snapshot = {
  readonly status: string
  readonly consume: { readonly id: string } | null
  readonly events: readonly { readonly status: string }[]
}

const payments = 20

test('a payment that is read while it is consumed shows one state', async ({ admin, buyer }) => {
  const text = 'query ($id: ID!) { payment(id: $id) { status consume { id } events { status } } }'
  const seen: Snapshot[] = []
  for (let index = 0; index < payments; index += 1) {
    const { payment } = await buyItem(buyer)
    let isConsumed = false
    const read = async () => {
      do {
        const data = await admin.query(text, { id: payment.id })
        seen.push(data.payment as unknown as Snapshot)
      } while (!isConsumed)
    }
    const readers = [read(), read(), read(), read()]
    await admin.mutate('consumePayment', {
      paymentId: payment.id,
      purchaseToken: payment.purchaseToken ?? '',
    })
    isConsumed = true
    await Promise.all(readers)
  }
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['PAID', 'CONSUMED']))
  for (const { status, consume, events } of seen) {
    expect(consume !== null).toBe(status === 'CONSUMED')
    if (status === 'PAID') expect(events.map((event) => event.status)).not.toContain('CONSUMED')
  }
})
