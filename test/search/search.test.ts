import { randomUUID } from 'node:crypto'
import {
  buyAndConsume,
  buyItem,
  createBuyer,
  createServerClient,
  expectField,
  newUserId,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { findIds, readStoreIds, search, stores } from './search-fixture.ts'

const test = serverTest.extend('bought', { scope: 'file' }, async ({ emulator, server }) => {
  const buyer = await createBuyer(server, { userId: newUserId() })
  const purchases = new Map<
    string,
    Awaited<ReturnType<typeof buyItem>> & { ids: Awaited<ReturnType<typeof readStoreIds>> }
  >()
  for (const store of stores) {
    const bought = await buyItem(buyer, { store })
    purchases.set(store, { ...bought, ids: await readStoreIds(emulator, bought.storePurchase) })
  }
  const of = (store: (typeof stores)[number]) => {
    const found = purchases.get(store)
    if (found === undefined) throw new Error(`nothing was bought at ${store}`)
    return found
  }
  return { buyer, of }
})

/** How an id arrives from a mail, a chat or a table. */
const forms: Readonly<Record<string, (id: string) => string>> = {
  'as it is': (id) => id,
  'between blanks and line breaks': (id) => `\r\n \t${id}\u00a0\n`,
  'with characters that are not visible': (id) => `\ufeff\u202e${id.slice(0, 5)}\u200b${id.slice(5)}\u2069`,
  'in quotes': (id) => `“${id}”,`,
  'in full width': (id) =>
    id.replaceAll(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)),
}

describe('a payment is found', () => {
  test.for(Object.keys(forms))('by each id of each store, written %s', async (form, { admin, bought }) => {
    for (const store of stores) {
      const { payment, ids, purchase, storePurchase } = bought.of(store)
      const texts = [
        payment.id,
        purchase.id,
        purchase.accountToken,
        ids.transactionId,
        ids.purchaseToken,
        store === 'APP_STORE' ? null : ids.orderId,
        JSON.stringify(storePurchase.receipt),
      ]
      for (const text of texts.filter((each) => each !== null)) {
        const id = text === purchase.id ? purchase.id : payment.id
        expect(await findIds(admin, forms[form]?.(text) ?? text), `${store} ${text}`).toContain(id)
      }
    }
  })

  test('in upper and lower case, where case means nothing', async ({ admin, bought }) => {
    const google = bought.of('GOOGLE_PLAY')
    const { payment, purchase } = google
    for (const text of [
      payment.id,
      purchase.accountToken,
      google.ids.orderId ?? '',
      bought.of('TEST_STORE').ids.transactionId,
    ]) {
      for (const each of [text.toLowerCase(), text.toUpperCase()]) {
        expect(await findIds(admin, each), each).not.toEqual([])
      }
    }
  })

  test('by an order id without its prefix, with the suffix of a renewal, and in a sentence', async ({
    admin,
    bought,
  }) => {
    const { payment, ids } = bought.of('GOOGLE_PLAY')
    const orderId = ids.orderId ?? ''
    for (const text of [orderId.slice(4), `${orderId}..0`, `Order number: ${orderId}, please refund`]) {
      expect(await findIds(admin, text), text).toEqual([payment.id])
    }
  })

  test('with the kind, the store and the environment of the text', async ({ admin, bought }) => {
    const { ids } = bought.of('APP_STORE')
    const { recognizedAs } = await search(admin, ids.transactionId)
    expect(recognizedAs[0]).toEqual({
      kind: 'TRANSACTION_ID',
      store: 'APP_STORE',
      environment: 'PRODUCTION',
      isFound: true,
      canLookUp: true,
    })
    expect(recognizedAs.at(-1)).toMatchObject({ kind: 'USER_ID', isFound: false, canLookUp: false })
  })
})

test('a user is found by its own id and by ours, a purchase by its id', async ({ admin, bought }) => {
  const { groups } = await search(admin, ` ${bought.buyer.userId} `)
  expect(groups).toMatchObject([{ typeName: 'User', hasMore: false }])
  const userId = groups[0]?.hits[0]?.id ?? ''
  expect(await findIds(admin, userId)).toEqual([userId])
  const { purchase } = bought.of('ONE_STORE')
  expect(await search(admin, purchase.id)).toMatchObject({ groups: [{ typeName: 'Purchase' }] })
})

test('consumes, events, refunds, items and audit entries are found by their ids, and audit entries by their request', async ({
  admin,
  server,
}) => {
  const { payment, consume } = await buyAndConsume(await createBuyer(server, { as: 'server' }))
  expectField(await admin.mutate('refundPayment', { paymentId: payment.id, reason: 'search' }), 'payment')
  const text = `query ($id: ID!) { payment(id: $id) { events { id } refunds { id } item { id } }
    auditLog(first: 1) { nodes { id requestId } } }`
  const { payment: details, auditLog } = await admin.query(text, { id: payment.id })
  const [audit] = auditLog.nodes
  const ids = [consume.id, ...(details?.events ?? []), ...(details?.refunds ?? []), details?.item, audit].map(
    (each) => (typeof each === 'string' ? each : (each?.id ?? '')),
  )
  for (const id of ids) expect(await findIds(admin, id)).toEqual([id])
  expect(await findIds(admin, audit?.requestId ?? '')).toContain(audit?.id)
})

test('I11: ids of another AppKey are answered as unknown ones', async ({ server, bought, otherProject }) => {
  const other = createServerClient(server, otherProject)
  for (const store of stores) {
    const { payment, purchase, ids, storePurchase } = bought.of(store)
    const texts = [
      payment.id,
      purchase.id,
      purchase.accountToken,
      ids.transactionId,
      ids.orderId,
      ids.purchaseToken,
    ]
    for (const text of [...texts, bought.buyer.userId, JSON.stringify(storePurchase.receipt)]) {
      if (text === null) continue
      const { groups, recognizedAs } = await search(other, text)
      expect(groups).toEqual([])
      expect(recognizedAs.some(({ isFound }) => isFound)).toBe(false)
    }
  }
})

test('tokens and receipts are not repeated, and a purchase token of this server finds nothing', async ({
  admin,
  bought,
}) => {
  for (const store of stores) {
    const { storePurchase, ids, payment } = bought.of(store)
    for (const secret of [ids.purchaseToken, payment.purchaseToken, JSON.stringify(storePurchase.receipt)]) {
      if (secret == null) continue
      expect(JSON.stringify(await search(admin, secret))).not.toContain(secret)
    }
    const { recognizedAs, groups } = await search(admin, payment.purchaseToken ?? '')
    expect(recognizedAs[0]?.kind).toBe('PAYMENT_PURCHASE_TOKEN')
    expect(groups).toEqual([])
  }
})

test.for([
  ['nothing', ''],
  ['blanks', ' \n\u200b '],
  ['10,000 characters', 'x1'.repeat(5_000)],
  ['NUL', 'pay_\0\0'],
  ['a lone surrogate', '\ud800abc'],
  ['right-to-left characters', '\u202e\u202eGPA.\u202d'],
  ['wildcards', '%'],
  ['wildcards of an id', 'GPA.____-____-____-_____'],
  ['SQL', "' or 1=1 --"],
  ['array syntax', '{"a","b"},\\x00'],
  ['deep JSON', '['.repeat(5_000)],
  [
    'a JWS of a list',
    `${Buffer.from('{}').toString('base64url')}.${Buffer.from('[[1]]').toString('base64url')}.x`,
  ],
  ['an id of nobody', 'pay_01k00000000000000000000000'],
  ['a UUID of nobody', randomUUID()],
] as const)('%s finds nothing', async ([, text], { admin, bought: _ }) => {
  expect(await findIds(admin, text)).toEqual([])
})

test('a text of more than 1.5 MiB is refused', async ({ admin }) => {
  const text = 'query ($text: String!) { search(text: $text) { text } }'
  const variables = { text: 'x'.repeat(1_536 * 1024 + 1) }
  expect(await admin.queryErrorCodes(text, variables)).toEqual(['BAD_USER_INPUT'])
})
