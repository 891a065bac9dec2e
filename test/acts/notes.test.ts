import type { ApiClient } from '../support/api.ts'
import { uuidOf } from '../support/database-records.ts'
import { buyItem, createBuyer, newUserId } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { actsTest as test, readPayment } from './acts-test.ts'

const userNotes = async (client: ApiClient, id: string) => {
  const text = `query ($id: ID!) { payment(id: $id) { user { id notes { nodes { id text author { kind id name } } } } } }`
  return (await client.query(text, { id })).payment?.user
}

test('notes on a payment and on its user are listed newest first, with their authors', async ({
  support,
  viewer,
  admin,
  server,
  records,
}) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer)
  const texts = ['called,\nand was friendly', '<img src=x onerror=alert(1)> "; drop table notes']
  for (const text of texts) {
    expect((await support.client.mutate('addNote', { paymentId: payment.id, text })).problem).toBeNull()
  }
  const onUser = await admin.mutate('addNote', { userId: buyer.userId, text: 'a good customer' })
  expect(onUser.note?.author).toEqual({
    kind: 'SERVER_KEY',
    id: expect.stringMatching(/^key_/),
    name: null,
  })
  const notes = (await readPayment(viewer.client, payment.id))?.notes?.nodes.map(({ text }) => text)
  expect(notes).toEqual(texts.toReversed())
  const user = await userNotes(viewer.client, payment.id)
  expect(user?.notes?.nodes).toMatchObject([{ text: 'a good customer' }])
  const entries = [...(await records.auditLog(payment.id)), ...(await records.auditLog(user?.id ?? ''))]
  expect(entries.map(({ action }) => action)).toEqual(['addNote', 'addNote', 'addNoteToUser'])
  expect(JSON.stringify(entries)).not.toContain('customer')
})

test.for([
  ['is empty', ''],
  ['is blank', ' \n '],
  ['has 1,001 characters', 'x'.repeat(1_001)],
  ['has a NUL character', 'a\u0000b'],
  ['has a control character', 'a\u001bb'],
  ['has a lone surrogate', 'a\ud800b'],
  ['changes the direction of text', 'a\u202eb'],
] as const)('a note whose text %s is refused', async ([, text], { support, payment }) => {
  const { problem, note } = await support.client.mutate('addNote', { paymentId: payment.id, text })
  expect([note, problem]).toEqual([null, expect.objectContaining({ code: 'INVALID_INPUT', field: ['text'] })])
})

test('a note about nothing, about two things or about something unknown is refused', async ({
  support,
  payment,
}) => {
  const add = async (input: { readonly paymentId?: string; readonly userId?: string }) =>
    (await support.client.mutate('addNote', { ...input, text: 'x' })).problem?.code
  expect(await add({})).toBe('INVALID_INPUT')
  expect(await add({ paymentId: payment.id, userId: 'tester' })).toBe('INVALID_INPUT')
  expect(await add({ userId: newUserId() })).toBe('USER_NOT_REGISTERED')
  expect(await add({ paymentId: 'pay_01k00000000000000000000000' })).toBe('PAYMENT_NOT_FOUND')
})

test('a repeated call adds one note, also at once, and two hundred notes are the most', async ({
  support,
  payment,
  sql,
}) => {
  const input = { paymentId: payment.id, text: 'once', idempotencyKey: `note ${payment.id}` }
  const payloads = await Promise.all(Array.from({ length: 5 }, () => support.client.mutate('addNote', input)))
  expect(new Set(payloads.map(({ note }) => note?.id)).size).toBe(1)
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
  await sql`
      insert into notes (app_id, id, payment_id, user_id, text, author_kind, created_at)
      select app_id, gen_random_uuid(), payment_id, user_id, 'x', 'SYSTEM', now() from notes, generate_series(1, 199)
      where payment_id = ${uuidOf(payment.id)}`
  const { problem } = await support.client.mutate('addNote', {
    paymentId: payment.id,
    text: 'one too many',
  })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT' })
})

test('the same note without an idempotency key is added twice', async ({ support, payment, sql }) => {
  const input = { paymentId: payment.id, text: 'said twice' }
  const first = await support.client.mutate('addNote', input)
  const second = await support.client.mutate('addNote', input)
  expect([first.replayed, second.replayed, second.problem]).toEqual([false, false, null])
  expect(second.note?.id).not.toBe(first.note?.id)
  const notes = await sql`select from notes where payment_id = ${uuidOf(payment.id)} and text = 'said twice'`
  expect(notes).toHaveLength(2)
})

test('notes are exported with their user, and erasing the user removes their texts', async ({
  operator,
  server,
  sql,
}) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer)
  const secret = `lives at ${newUserId()}`
  await operator.client.mutate('addNote', { paymentId: payment.id, text: secret })
  await operator.client.mutate('addNote', { userId: buyer.userId, text: secret })
  const { data } = await operator.client.mutate('exportUser', { userId: buyer.userId })
  expect(JSON.stringify(data).split(secret)).toHaveLength(3)
  await operator.client.mutate('eraseUser', { userId: buyer.userId })
  expect(await sql`select id from notes where text = ${secret}`).toHaveLength(0)
  const user = await userNotes(operator.client, payment.id)
  expect(user?.notes?.nodes).toMatchObject([{ text: null }])
  const erased = user?.id ?? ''
  expect(erased).toMatch(/^usr_/)
})
