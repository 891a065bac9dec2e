import type { SheetFailure } from '../bridges/bridge.ts'
import type { ScriptedSheet } from './bridge-test.ts'
import {
  buy,
  check,
  checkEqual,
  createToken,
  eventually,
  openSheet,
  letRun,
  startApp,
  type TestContext,
  type TestDefinition,
} from './tested-app.ts'

/** The sheet of this script ends with this failure. */
const failure = (sheet: ScriptedSheet, code: SheetFailure) => async (context: TestContext) => {
  const app = await startApp(context)
  context.store.script(sheet)
  const result = await openSheet(app, context.productId).result
  check(result.kind === 'FAILED', `The result is ${result.kind} and not FAILED.`)
  checkEqual(result.code, code, 'The code of the failure')
  check(result.message !== '', 'The failure has no message.')
}

/** The payment sheet, and what it reports. */
export const sheetTests: readonly TestDefinition[] = [
  {
    name: 'A paid sheet reports a transaction of the requested product that is paid',
    needs: ['PAY'],
    run: async (context) => {
      const { transaction } = await buy(context, await startApp(context), context.productId)
      checkEqual(transaction.productId, context.productId, 'The product')
      checkEqual(transaction.state, 'PAID', 'The state')
    },
  },
  {
    name: 'A transaction keeps the account token that the sheet was opened with',
    needs: ['PAY'],
    run: async (context) => {
      const { transaction, accountToken } = await buy(context, await startApp(context), context.productId)
      checkEqual(transaction.accountToken?.toLowerCase(), accountToken, 'The account token')
    },
  },
  {
    name: 'A receipt proves the sale to the store that made it',
    needs: ['PAY'],
    run: async (context) => {
      const { transaction, accountToken } = await buy(context, await startApp(context), context.productId)
      const sale = await context.store.readReceipt(transaction.receipt)
      check(sale !== null, 'The store did not sign the receipt.')
      checkEqual(sale.productId, context.productId, 'The product of the receipt')
      checkEqual(sale.accountToken?.toLowerCase(), accountToken, 'The account token of the receipt')
    },
  },
  {
    name: 'A transaction can be stored as text, with nothing lost',
    needs: ['PAY'],
    run: async (context) => {
      const { transaction } = await buy(context, await startApp(context), context.productId)
      const stored = JSON.parse(JSON.stringify(transaction)) as typeof transaction
      checkEqual(Object.keys(stored).sort(), Object.keys(transaction).sort(), 'What is left')
      check((await context.store.readReceipt(stored.receipt)) !== null, 'The stored receipt proves nothing.')
    },
  },
  {
    name: 'Two sales have different transaction ids',
    needs: ['PAY'],
    run: async (context) => {
      const app = await startApp(context)
      const first = await buy(context, app, context.productId)
      const second = await buy(context, app, context.otherProductId)
      check(first.transaction.id !== second.transaction.id, 'The ids are the same.')
    },
  },
  {
    name: 'A sheet that the player closes is canceled, and sells nothing',
    needs: ['CANCEL'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('CANCEL')
      const sheet = openSheet(app, context.productId)
      checkEqual((await sheet.result).kind, 'CANCELED', 'The result')
      checkEqual(await app.bridge.unfinished([sheet.accountToken]), [], 'The unfinished list')
      checkEqual(app.events, [], 'The list of events')
    },
  },
  {
    name: 'A declined payment is a failure with the code PAYMENT_DECLINED',
    needs: ['DECLINE'],
    run: failure('DECLINE', 'PAYMENT_DECLINED'),
  },
  {
    name: 'An item that the player owns is a failure with the code ALREADY_OWNED',
    needs: ['ALREADY_OWNED'],
    run: failure('ALREADY_OWNED', 'ALREADY_OWNED'),
  },
  {
    name: 'A product that the store does not sell is a failure with the code ITEM_UNAVAILABLE',
    needs: ['UNAVAILABLE'],
    run: failure('UNAVAILABLE', 'ITEM_UNAVAILABLE'),
  },
  {
    name: 'A store that cannot be reached is a failure with the code STORE_NETWORK_ERROR',
    needs: ['OFFLINE'],
    run: failure('OFFLINE', 'STORE_NETWORK_ERROR'),
  },
  {
    name: 'A payment that the player makes later is pending, and no failure',
    needs: ['PAY_LATER'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('PAY_LATER')
      const sheet = openSheet(app, context.productId)
      const state = await eventually(
        context,
        () => {
          const result = sheet.current()
          if (result?.kind === 'TRANSACTION') return result.transaction.state
          return result?.kind ?? app.events[0]?.state
        },
        'The pending payment',
      )
      checkEqual(state, 'PENDING', 'What the sheet reports')
      sheet.abort()
    },
  },
  {
    name: 'A sheet that nobody waits for any longer ends, and the next one opens',
    needs: ['STAY_OPEN', 'PAY'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('STAY_OPEN')
      const sheet = openSheet(app, context.productId)
      await letRun()
      checkEqual(sheet.current(), null, 'The result of the open sheet')
      sheet.abort()
      await eventually(context, sheet.current, 'The end of the sheet')
      checkEqual((await buy(context, app, context.productId)).transaction.state, 'PAID', 'The next sale')
    },
  },
  {
    name: 'A sheet opens after one that was canceled',
    needs: ['CANCEL', 'PAY'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('CANCEL')
      await openSheet(app, context.productId).result
      checkEqual((await buy(context, app, context.productId)).transaction.state, 'PAID', 'The next sale')
    },
  },
  {
    name: 'A sheet opens after one whose payment was declined',
    needs: ['DECLINE', 'PAY'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('DECLINE')
      await openSheet(app, context.productId).result
      checkEqual((await buy(context, app, context.productId)).transaction.state, 'PAID', 'The next sale')
    },
  },
  {
    name: 'Two sheets of two products that are open at once have results of their own',
    needs: ['STAY_OPEN', 'CANCEL'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('STAY_OPEN', 'CANCEL')
      const first = openSheet(app, context.productId)
      const second = openSheet(app, context.otherProductId)
      checkEqual((await second.result).kind, 'CANCELED', 'The result of the second sheet')
      checkEqual(first.current(), null, 'The result of the first sheet')
      first.abort()
    },
  },
  {
    name: 'A failure of the program of the store ends the sheet, and is not taken for a sale',
    needs: ['BREAK'],
    run: async (context) => {
      const app = await startApp(context)
      context.store.script('BREAK')
      const kind = await openSheet(app, context.productId).result.then(
        (result) => result.kind,
        () => 'CLOSED',
      )
      check(kind !== 'TRANSACTION' && kind !== 'PENDING', `The result is ${kind}.`)
    },
  },
  {
    name: 'The products that the store sells have prices, and the others are left out',
    needs: ['PRODUCTS'],
    run: async (context) => {
      const { bridge } = await startApp(context)
      const ids = [context.productId, 'no_such_product', context.otherProductId]
      const products = await bridge.products(ids)
      const found = products.map(({ productId }) => productId).sort()
      checkEqual(found, [context.productId, context.otherProductId].sort(), 'The list of products')
      check(
        products.every(({ displayPrice }) => /\d/.test(displayPrice)),
        'A product has no price.',
      )
    },
  },
  {
    name: 'A question for no product has an empty answer',
    needs: [],
    run: async (context) => {
      const { bridge } = await startApp(context)
      checkEqual(await bridge.products([]), [], 'The list of products')
      checkEqual(await bridge.unfinished([createToken()]), [], 'The unfinished list of a new customer')
    },
  },
]
