import { describe, expect, test } from 'vitest'
import type { Bridge, StoreTransaction } from '../bridges/bridge.ts'
import { fakeStoreSubject } from '../bridges/fake-store-subject.ts'
import { testBridge } from './test-bridge.ts'

describe('the bridge of the fake store', () => {
  const tests = testBridge(fakeStoreSubject(), test)

  test('passes at least forty tests, each of which is a sentence of its own', () => {
    const names = new Set(tests.map(({ name }) => name))
    expect(names.size).toBe(tests.length)
    expect(names.size).toBeGreaterThanOrEqual(40)
    expect(tests.filter(({ name }) => !/^(?:An?|The|Two|Listing|Finishing) .+[^.]$/.test(name))).toEqual([])
  })
})

/** The bridge with one function of another behaviour. */
type Break = (bridge: Bridge) => Partial<Bridge>

const withTransactions = (bridge: Bridge, change: (transaction: StoreTransaction) => StoreTransaction) => ({
  connect: (listen: (transaction: StoreTransaction) => void) =>
    bridge.connect((transaction) => listen(change(transaction))),
  open: async (request: Parameters<Bridge['open']>[0]) => {
    const result = await bridge.open(request)
    return result.kind === 'TRANSACTION' ? { ...result, transaction: change(result.transaction) } : result
  },
  unfinished: async () => (await bridge.unfinished([])).map(change),
})

let reportCount = 0

const brokenBridges: readonly (readonly [string, Break, readonly string[]])[] = [
  [
    'loses the account token',
    (bridge) => withTransactions(bridge, (transaction) => ({ ...transaction, accountToken: null })),
    ['A transaction keeps the account token that the sheet was opened with'],
  ],
  [
    'gives each report of a transaction another id',
    (bridge) =>
      withTransactions(bridge, (transaction) => ({ ...transaction, id: `report-${(reportCount += 1)}` })),
    [
      'A transaction is listed until it is finished, with the id and the account token that the sheet reported',
      'A transaction that the store reports later has the id of its first report',
    ],
  ],
  [
    'sends something else than the receipt',
    (bridge) =>
      withTransactions(bridge, (transaction) => ({
        ...transaction,
        receipt: { testStore: { receipt: `base64:${transaction.receipt.testStore?.receipt ?? ''}` } },
      })),
    [
      'A receipt proves the sale to the store that made it',
      'A purchase is paid, recorded once and finished, and the device keeps nothing',
    ],
  ],
  [
    'keeps in a transaction what no text can hold',
    (bridge) => withTransactions(bridge, (transaction) => ({ ...transaction, native: () => 1 })),
    ['A transaction can be stored as text, with nothing lost'],
  ],
  [
    'takes a pending payment for a paid one',
    (bridge) => withTransactions(bridge, (transaction) => ({ ...transaction, state: 'PAID' })),
    [
      'A payment that the player makes later is pending, and no failure',
      'A pending sale is listed as pending, or not at all',
    ],
  ],
  [
    'throws when the player closes the sheet',
    (bridge) => ({
      open: async (request) => {
        const result = await bridge.open(request)
        if (result.kind === 'CANCELED') throw new Error('The user canceled.')
        return result
      },
    }),
    [
      'A sheet that the player closes is canceled, and sells nothing',
      'A purchase that the player cancels is canceled at the server, and the device keeps nothing',
    ],
  ],
  [
    'takes each failure for a closed sheet',
    (bridge) => ({
      open: async (request) => {
        const result = await bridge.open(request)
        return result.kind === 'FAILED' ? { kind: 'CANCELED' } : result
      },
    }),
    [
      'A declined payment is a failure with the code PAYMENT_DECLINED',
      'An item that the player owns is a failure with the code ALREADY_OWNED',
      'An item that the store still holds is processed first, and then the sheet opens again',
    ],
  ],
  [
    'does not end a sheet that nobody waits for',
    (bridge) => ({ open: (request) => bridge.open({ ...request, signal: new AbortController().signal }) }),
    ['A sheet that nobody waits for any longer ends, and the next one opens'],
  ],
  [
    'lists nothing',
    () => ({ unfinished: async () => [] }),
    [
      'A sale that nothing reported is listed, with a receipt that proves it',
      'A sale is listed at the next start of an app that was killed',
      'A purchase whose app was killed while the sheet was open is paid at the next start',
    ],
  ],
  [
    'finishes what it lists',
    (bridge) => ({
      unfinished: async () => {
        const listed = await bridge.unfinished([])
        for (const transaction of listed)
          await bridge.finish(transaction, {
            itemType: 'UNKNOWN',
            ...{ paymentId: null, userId: 'player' },
            confirmAtStore: false,
          })
        return listed
      },
    }),
    ['Listing changes nothing, so a second list is the same'],
  ],
  [
    'begins to listen after the store has reported what it queued',
    (bridge) => ({
      connect: async (listen) => {
        let isConnected = false
        await bridge.connect((transaction) => {
          if (isConnected) listen(transaction)
        })
        isConnected = true
      },
    }),
    ['A transaction that the store has queued is reported while the bridge connects'],
  ],
  [
    'never finishes',
    () => ({ finish: async () => undefined }),
    ['A finished transaction is not listed any longer'],
  ],
  [
    'fails to finish a transaction that it has finished',
    (bridge) => {
      const finished = new Set<string>()
      return {
        finish: async (transaction, outcome) => {
          if (finished.has(transaction.id)) throw new Error('The item is not owned.')
          finished.add(transaction.id)
          await bridge.finish(transaction, outcome)
        },
      }
    },
    ['Finishing a transaction twice succeeds'],
  ],
  [
    'finishes everything at once',
    (bridge) => ({
      finish: async (_transaction, outcome) => {
        for (const each of await bridge.unfinished([])) await bridge.finish(each, outcome)
      },
    }),
    ['Finishing one transaction leaves the others'],
  ],
  [
    'throws for a product that the store does not sell',
    (bridge) => ({
      products: async (ids) => {
        const products = await bridge.products(ids)
        if (products.length < ids.length) throw new Error('sku-not-found')
        return products
      },
    }),
    ['The products that the store sells have prices, and the others are left out'],
  ],
]

describe('a bridge fails the tests that tell of its fault', () => {
  test.for(brokenBridges)('when it %s', async ([, breakBridge, expected]) => {
    const subject = fakeStoreSubject((bridge) => ({ ...bridge, ...breakBridge(bridge) }))
    // A working bridge may take its time; what these have to report never comes.
    const tests = testBridge({ ...subject, waitMs: 100 }).filter(({ name }) => expected.includes(name))
    expect(tests.length).toBe(expected.length)
    const outcomes = await Promise.allSettled(tests.map(({ run }) => run()))
    expect(outcomes.map(({ status }) => status)).toEqual(expected.map(() => 'rejected'))
  })
})
