import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buyItem } from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** The statement of the migrations that gives existing payments the key of their sale. */
async function readBackfill(): Promise<string> {
  const folder = join(repositoryRoot, 'drizzle')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql'))
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
  const statements = texts.flatMap((text) => text.split('--> statement-breakpoint'))
  const found = statements.find((each) => each.includes('UPDATE "payments" SET "sale_key"'))
  if (found === undefined) throw new Error('no migration sets the keys of existing payments')
  return found
}

test('I14: a payment that an earlier version recorded under its order id is found by its purchase token', async ({
  buyer,
  sql,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  // The order id has changed since, so that only the purchase token can find the payment.
  await sql`update payments set sale_key = null, store_transaction_id = 'GPA.of-an-earlier-version'`
  await sql.unsafe(await readBackfill())
  const again = await buyer.client.mutate('verifyPurchase', {
    userId: buyer.userId,
    receipt: storePurchase.receipt,
  })
  expect(again).toMatchObject({ replayed: true, payment: { id: payment.id } })
})

test('of two payments that an earlier version recorded for one sale, the first gets its key', async ({
  buyer,
  sql,
}) => {
  const first = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const second = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const transactionIds = [first, second].map(({ payment }) => payment.storeTransactionId)
  const keys = () => sql<{ hasKey: boolean }[]>`
    select sale_key is not null as "hasKey" from payments
    where store_transaction_id = any(${transactionIds}) order by id`
  await sql`update payments set sale_key = null`
  await sql`
    update purchases set sale_key = ${Buffer.from('one sale')}
    where id in (select purchase_id from payments where store_transaction_id = any(${transactionIds}))`
  await sql.unsafe(await readBackfill())
  expect(await keys()).toEqual([{ hasKey: true }, { hasKey: false }])
})
