import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recognizeText, type Recognition } from '../domain/search/recognize-text.ts'
import { encodeId, newUuid } from '../platform/ids.ts'
import { createStoreRegistry } from './registry.ts'

const stores = createStoreRegistry({ production: false })
const recognize = (text: string) => recognizeText(stores, text)

const digits = (minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength })
const letters = (unit: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...Array.from(unit)), minLength, maxLength })
const upperLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Ids whose case means nothing, and what has to be found for each. */
const ids: Readonly<
  Record<
    string,
    { readonly id: fc.Arbitrary<string>; readonly find: (found: Recognition) => readonly string[] }
  >
> = {
  'a payment id': {
    id: fc.uuid({ version: 7 }).map((uuid) => encodeId('pay', uuid)),
    find: ({ objectIds }) => objectIds,
  },
  'a webhook delivery id': {
    id: fc.uuid({ version: 7 }).map((uuid) => encodeId('whd', uuid)),
    find: ({ objectIds }) => objectIds,
  },
  'an account token': { id: fc.uuid(), find: ({ accountTokens }) => accountTokens },
  'a request id': {
    id: fc
      .tuple(letters('0123456789abcdef', 16), letters('0123456789abcdef', 8))
      .map(([a, b]) => `req_${a}${b}`),
    find: ({ requestIds }) => requestIds,
  },
  'a Google Play order id': {
    id: fc
      .tuple(digits(4), digits(4), digits(4), digits(5), fc.constantFrom('', '..0', '..12'))
      .map(([a, b, c, d, renewal]) => `GPA.${a}-${b}-${c}-${d}${renewal}`),
    find: (found) => idsAt(found, 'GOOGLE_PLAY', 'storeOrderIds'),
  },
  'an App Store transaction id': {
    id: digits(15, 16),
    find: (found) => idsAt(found, 'APP_STORE', 'storeTransactionIds'),
  },
  'an App Store order id': {
    id: letters(`${upperLetters}23456789`, 8, 11).map((rest) => `M1${rest}`),
    find: (found) => idsAt(found, 'APP_STORE', 'storeOrderIds'),
  },
  'a ONE store purchase id': {
    id: digits(20),
    find: (found) => idsAt(found, 'ONE_STORE', 'storeTransactionIds'),
  },
  'a ONE store sandbox purchase id': {
    id: digits(12).map((number) => `SANDBOX3${number}`),
    find: (found) => idsAt(found, 'ONE_STORE', 'storeTransactionIds'),
  },
  'a ONE store order id': {
    id: digits(19).map((number) => `ONESTORE_${number}`),
    find: (found) => idsAt(found, 'ONE_STORE', 'storeOrderIds'),
  },
  'a Test store transaction id': {
    id: digits(16).map((number) => `TT${number}`),
    find: (found) => idsAt(found, 'TEST_STORE', 'storeTransactionIds'),
  },
  'a Test store order id': {
    id: digits(16).map((number) => `TO${number}`),
    find: (found) => idsAt(found, 'TEST_STORE', 'storeOrderIds'),
  },
}

/** Tokens whose case matters. */
const tokens: Readonly<Record<string, { readonly token: fc.Arbitrary<string>; readonly store: string }>> = {
  'a Google Play purchase token': {
    token: fc
      .tuple(letters('abcdefghijklmnopqrstuvwxyz', 24), letters(base64url, 50, 120))
      .map(([beginning, rest]) => `${beginning}.AO-J1O${rest}x`),
    store: 'GOOGLE_PLAY',
  },
  'a ONE store purchase token': {
    token: letters('0123456789ABCDEF', 40, 60).map((hex) => `TOKEN1${hex}`),
    store: 'ONE_STORE',
  },
}

function idsAt(
  { storeMatches }: Recognition,
  store: string,
  list: 'storeTransactionIds' | 'storeOrderIds' | 'saleKeys',
): readonly string[] {
  return storeMatches.filter((match) => match.store === store).flatMap((match) => match[list])
}

const noise = letters(' \t\n\u00a0\u200b\u200e\u202e\u2066\ufeff\u00ad"\'“”()<>[],;:.!', 0, 6)
const fullWidth = (text: string) =>
  text.replaceAll(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
/** What happens to an id on its way through mails, chats and tables. */
const changes: readonly ((id: string) => string)[] = [
  (id) => id,
  (id) => id.toUpperCase(),
  (id) => id.toLowerCase(),
  fullWidth,
  (id) => `${id.slice(0, 6)}\u200b${id.slice(6, 9)}\u2060${id.slice(9)}`,
  (id) => `${id.slice(0, 7)}\r\n  ${id.slice(7)}`,
  (id) => id.replaceAll('-', '\u2011'),
  (id) => `Order no: ${id} (refund please)`,
]
const wrapped = (id: fc.Arbitrary<string>, forms: readonly ((id: string) => string)[]) =>
  fc
    .tuple(id, noise, noise, fc.constantFrom(...forms))
    .map(([text, before, after, change]) => ({ text, pasted: before + change(text) + after }))

describe('recognizing a pasted text', () => {
  test.each(Object.entries(ids))(
    '%s is recognized in any case and between any noise',
    (_name, { id, find }) => {
      fc.assert(
        fc.property(wrapped(id, changes), ({ text, pasted }) => {
          expect(find(recognize(pasted)), JSON.stringify(pasted)).toContain(text)
        }),
      )
    },
  )

  const keepsCase = [changes[0], changes[3], changes[4], changes[5], changes[7]].filter(
    (form) => form !== undefined,
  )
  test.each(Object.entries(tokens))('%s is recognized between any noise', (_name, { token, store }) => {
    fc.assert(
      fc.property(wrapped(token, keepsCase), ({ text, pasted }) => {
        const found = recognize(pasted)
        expect(idsAt(found, store, 'saleKeys'), JSON.stringify(pasted)).toContain(text)
        expect(found.text).not.toContain(text)
      }),
    )
  })

  test('a user id of the developer is looked for as it was pasted and as it was cleaned', () => {
    fc.assert(
      fc.property(
        wrapped(
          letters('abcxyz_-@.+', 1, 30).map((id) => `u${id}1`),
          [(id) => id],
        ),
        ({ text, pasted }) => {
          expect(recognize(pasted).userIds, JSON.stringify(pasted)).toContain(text)
        },
      ),
    )
  })

  test('no text at all makes it throw, and none yields more than a bounded number of terms', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.json(),
      fc.string({ unit: noiseUnit() }),
    )
    fc.assert(
      fc.property(any, (text) => {
        const found = recognize(text)
        const lists = [
          found.recognizedAs,
          found.storeMatches,
          found.accountTokens,
          found.notificationIds,
          found.userIds,
        ]
        for (const list of lists) expect(list.length).toBeLessThanOrEqual(40)
        expect(found.text.length).toBeLessThanOrEqual(200)
      }),
    )
  })

  test.each([
    ['punctuation', '('.repeat(1_500_000) + 'a'],
    ['blanks', ' '.repeat(1_500_000) + 'a'],
    ['nested arrays', '['.repeat(1_500_000)],
    ['zero-width characters', '\u200b'.repeat(500_000)],
    ['what NFKC makes longer', '\ufdfa'.repeat(500_000)],
    ['dots', `ey${'.a'.repeat(700_000)}`],
    ['the letters of a receipt', `MI${'A'.repeat(1_500_000)}!`],
  ])('1.5 MB of %s is answered in less than ten seconds', (_name, text) => {
    const start = performance.now()
    recognize(text)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

function noiseUnit() {
  return fc.constantFrom('\0', '\u202e', '%', '_', '\\', '{', '"', 'ey', '.', 'GPA.', 'pay_', newUuid())
}
