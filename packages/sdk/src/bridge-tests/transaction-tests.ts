import type { FinishOutcome, StoreTransaction } from '../bridges/bridge.ts'
import {
  buy,
  buySilently,
  check,
  checkEqual,
  eventually,
  findListed,
  openSheet,
  startApp,
  type TestedApp,
  type TestContext,
  type TestDefinition,
} from './tested-app.ts'

const paid: FinishOutcome = {
  ...{ itemType: 'CONSUMABLE', paymentId: 'pay_test', userId: 'player' },
  confirmAtStore: true,
}
const refunded: FinishOutcome = {
  ...{ itemType: 'UNKNOWN', paymentId: null, userId: 'player' },
  confirmAtStore: false,
}

/** A pending sale of the first product, whose sheet has ended. */
async function buyLater(context: TestContext, app: TestedApp): Promise<string> {
  context.store.script('PAY_LATER')
  const sheet = openSheet(app, context.productId)
  await eventually(context, () => sheet.current() ?? app.events[0], 'The pending payment')
  sheet.abort()
  return sheet.accountToken
}

/** Transactions at a start of the app, unfinished and finished ones. */
export const transactionTests: readonly TestDefinition[] = [
  {
    name: 'A transaction is listed until it is finished, with the id and the account token that the sheet reported',
    needs: ['PAY'],
    run: async (context) => {
      const app = await startApp(context)
      const { transaction, accountToken } = await buy(context, app, context.productId)
      const listed = await findListed(app, accountToken)
      checkEqual(listed?.id, transaction.id, 'The id of the listed transaction')
      checkEqual(listed?.state, 'PAID', 'The state of the listed transaction')
    },
  },
  {
    name: 'A sale that nothing reported is listed, with a receipt that proves it',
    needs: ['PAY_SILENTLY'],
    run: async (context) => {
      const app = await startApp(context)
      const listed = await findListed(app, await buySilently(context, app, context.productId))
      const sale = listed && (await context.store.readReceipt(listed.receipt))
      checkEqual(sale?.state, 'PAID', 'What the receipt of the listed transaction proves')
    },
  },
  {
    name: 'A sale is listed at the next start of an app that was killed',
    needs: ['PAY_SILENTLY'],
    run: async (context) => {
      const accountToken = await buySilently(context, await startApp(context), context.productId)
      const listed = await findListed(await startApp(context), accountToken)
      checkEqual(listed?.productId, context.productId, 'The product that the next start lists')
    },
  },
  {
    name: 'Listing changes nothing, so a second list is the same',
    needs: ['PAY_SILENTLY'],
    run: async (context) => {
      const app = await startApp(context)
      const accountToken = await buySilently(context, app, context.productId)
      const lists = [await app.bridge.unfinished([accountToken]), await app.bridge.unfinished([accountToken])]
      const [first, second] = lists.map((list) => list.map(({ id }) => id))
      checkEqual(second, first, 'The second list')
      checkEqual(first?.length, 1, 'The number of listed transactions')
    },
  },
  {
    name: 'A pending sale is listed as pending, or not at all',
    needs: ['PAY_LATER'],
    run: async (context) => {
      const app = await startApp(context)
      const listed = await findListed(app, await buyLater(context, app))
      check(listed?.state !== 'PAID', 'The pending sale is listed as paid.')
    },
  },
  {
    name: 'A pending sale that is paid while the app is off is listed as paid, with a receipt that proves it',
    needs: ['PAY_LATER'],
    run: async (context) => {
      const accountToken = await buyLater(context, await startApp(context))
      await context.store.complete?.()
      const listed = await findListed(await startApp(context), accountToken)
      checkEqual(listed?.state, 'PAID', 'The state of the listed transaction')
      const sale = listed && (await context.store.readReceipt(listed.receipt))
      checkEqual(sale?.state, 'PAID', 'What the receipt proves')
    },
  },
  {
    name: 'A pending sale that is given up is not listed any longer',
    needs: ['PAY_LATER'],
    run: async (context) => {
      const accountToken = await buyLater(context, await startApp(context))
      await context.store.drop?.()
      checkEqual(await findListed(await startApp(context), accountToken), undefined, 'The listed transaction')
    },
  },
  {
    name: 'A sale that no sheet began is listed without an account token',
    needs: ['SELL'],
    run: async (context) => {
      await context.store.sell?.(context.productId)
      const [listed] = await (await startApp(context)).bridge.unfinished([])
      checkEqual(listed?.productId, context.productId, 'The product of the listed transaction')
      checkEqual(listed?.accountToken, null, 'The account token of the listed transaction')
    },
  },
  {
    name: 'A transaction that the store has queued is reported while the bridge connects',
    needs: ['EVENTS', 'SELL'],
    run: async (context) => {
      await context.store.sell?.(context.productId)
      const app = await startApp(context)
      const event = await eventually(context, () => app.events[0], 'The queued transaction')
      checkEqual(event.productId, context.productId, 'The product of the event')
    },
  },
  {
    name: 'A transaction that the store reports later has the id of its first report',
    needs: ['EVENTS', 'SELL'],
    run: async (context) => {
      const app = await startApp(context)
      await context.store.sell?.(context.productId)
      context.store.replay?.()
      const event = await eventually(context, () => app.events[0], 'The transaction')
      const [listed] = await app.bridge.unfinished([])
      checkEqual(event.id, listed?.id, 'The id of the event')
    },
  },
  {
    name: 'A new start of the app gets the events, and the killed one gets none',
    needs: ['EVENTS', 'SELL'],
    run: async (context) => {
      const killed = await startApp(context)
      const app = await startApp(context)
      await context.store.sell?.(context.productId)
      context.store.replay?.()
      await eventually(context, () => app.events[0], 'The transaction')
      checkEqual(killed.events, [], 'The list of events of the killed app')
    },
  },
  {
    name: 'A finished transaction is not listed any longer',
    needs: ['PAY', 'FINISH'],
    run: async (context) => {
      const app = await startApp(context)
      const { transaction, accountToken } = await buy(context, app, context.productId)
      await app.bridge.finish(transaction, paid)
      check(context.store.isFinished(transaction), 'The transaction is not finished at the store.')
      checkEqual(await findListed(app, accountToken), undefined, 'The listed transaction')
    },
  },
  {
    name: 'A transaction that the server finishes at the store is not finished on the device',
    needs: ['PAY'],
    unless: ['FINISH'],
    run: async (context) => {
      const app = await startApp(context)
      const { transaction } = await buy(context, app, context.productId)
      await app.bridge.finish(transaction, { ...paid, confirmAtStore: false })
      check(!context.store.isFinished(transaction), 'The device has finished the transaction.')
    },
  },
  {
    name: 'Finishing a transaction twice succeeds',
    needs: ['PAY'],
    run: async (context) => {
      const app = await startApp(context)
      const { transaction } = await buy(context, app, context.productId)
      await app.bridge.finish(transaction, paid)
      await app.bridge.finish(transaction, paid)
    },
  },
  {
    name: 'A transaction that was stored as text is finished by another start of the app',
    needs: ['PAY', 'FINISH'],
    run: async (context) => {
      const { transaction } = await buy(context, await startApp(context), context.productId)
      const stored = JSON.parse(JSON.stringify(transaction)) as StoreTransaction
      await (await startApp(context)).bridge.finish(stored, paid)
      check(context.store.isFinished(stored), 'The transaction is not finished at the store.')
    },
  },
  {
    name: 'A refunded transaction, whose item nobody knows, can be finished',
    needs: ['PAY'],
    run: async (context) => {
      const app = await startApp(context)
      const { transaction } = await buy(context, app, context.productId)
      await app.bridge.finish(transaction, refunded)
    },
  },
  {
    name: 'Finishing one transaction leaves the others',
    needs: ['PAY', 'FINISH'],
    run: async (context) => {
      const app = await startApp(context)
      const first = await buy(context, app, context.productId)
      const second = await buy(context, app, context.otherProductId)
      await app.bridge.finish(first.transaction, paid)
      checkEqual(
        (await findListed(app, second.accountToken))?.id,
        second.transaction.id,
        'The listed transaction',
      )
    },
  },
]
