import { InvalidArgumentError, type Command } from 'commander'
import type { Context } from '../domain/context.ts'
import type { PaymentRow } from '../domain/models.ts'
import { retryAcknowledgement } from '../domain/acknowledgement/retry-acknowledgement.ts'
import { correctPayment } from '../domain/payment/correct-payment.ts'
import { getPayment } from '../domain/payment/get-payment.ts'
import { transferPayment } from '../domain/payment/transfer-payment.ts'
import type { Outcome } from '../domain/problem.ts'
import { findPayments } from '../domain/search/search.ts'
import { refundPayment } from '../domain/refund/refund-payment.ts'
import { encodeId } from '../platform/ids.ts'
import { formatMicros } from '../platform/money.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  createChoiceOption,
  parseReason,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const statuses = [
  'PAID',
  'CONSUMED',
  'COMPLETED',
  'REFUNDED',
] as const satisfies readonly PaymentRow['status'][]

const listedFields = ['id', 'status', 'store', 'storeTransactionId', 'storeOrderId', 'price', 'paidAt']

type ActOptions = AppChangeOption & { readonly reason: string; readonly idempotencyKey?: string }
type CorrectOptions = ActOptions & {
  readonly status?: PaymentRow['status']
  readonly price?: { readonly amount: string; readonly currencyCode: string }
}

export function addPaymentCommands(program: Command, environment: EnvironmentVariables): void {
  const payment = program.command('payment').description('find, show, refund, correct and transfer payments')
  const run = (
    options: AppChangeOption,
    field: `Mutation.${string}`,
    act: (ctx: Context) => Promise<Outcome<{ payment: PaymentRow }>>,
  ) =>
    withApp(environment, options, field, async (ctx) => {
      const outcome = await act(ctx)
      if (outcome.problem !== null) throw toCommandError(outcome.problem)
      printFields(toPaymentFields(outcome.payment), options.json)
    })

  addReadCommands(payment, environment)
  addActCommand(payment, 'refund <paymentId>', 'refund a payment fully at its store').action(
    (paymentId: string, options: ActOptions) =>
      run(options, 'Mutation.refundPayment', (ctx) => refundPayment(ctx, { paymentId, ...toAct(options) })),
  )
  addActCommand(payment, 'correct <paymentId>', 'correct the recorded status or price of a payment')
    .addOption(createChoiceOption('--status <status>', 'status that the payment has', statuses))
    .option('--price <price>', 'price that the customer paid, for example "4.99 USD"', parsePrice)
    .action((paymentId: string, options: CorrectOptions) => {
      const { status = null, price = null } = options
      return run(options, 'Mutation.correctPayment', (ctx) =>
        correctPayment(ctx, { paymentId, status, price, ...toAct(options) }),
      )
    })
  addActCommand(payment, 'transfer <paymentId> <userId>', 'give a payment to another user').action(
    (paymentId: string, toUserId: string, options: ActOptions) =>
      run(options, 'Mutation.transferPayment', (ctx) =>
        transferPayment(ctx, { paymentId, toUserId, ...toAct(options) }),
      ),
  )
  addAppChangeCommand(
    payment,
    'retry-acknowledgement <paymentId>',
    'acknowledge a payment at its store now',
  ).action((paymentId: string, options: AppChangeOption) =>
    run(options, 'Mutation.retryAcknowledgement', (ctx) => retryAcknowledgement(ctx, { paymentId })),
  )
}

function addReadCommands(payment: Command, environment: EnvironmentVariables): void {
  addAppCommand(payment, 'show <paymentId>', 'show a payment').action(
    (paymentId: string, options: AppOption) =>
      withApp(environment, options, 'Query.payment', async (ctx) => {
        const found = await getPayment(ctx, paymentId)
        if (found === null) throw new CommandError('PAYMENT_NOT_FOUND: There is no such payment. (paymentId)')
        printFields(toPaymentFields(found), options.json)
      }),
  )
  addAppCommand(payment, 'find <text>', 'find payments by any id, order number, token or receipt').action(
    (text: string, options: AppOption) =>
      withApp(environment, options, 'Query.search', async (ctx) => {
        const payments = await findPayments(ctx, text)
        if (payments.length === 0)
          throw new CommandError('PAYMENT_NOT_FOUND: No payment is found by this text.')
        printRows(listedFields, payments.map(toPaymentFields), options.json)
      }),
  )
}

function addActCommand(parent: Command, name: string, description: string): Command {
  return addAppCommand(parent, name, description)
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .option('--idempotency-key <key>', 'key with which the command can be repeated safely')
}

function toAct({ reason, idempotencyKey }: ActOptions) {
  return { reason, idempotencyKey: idempotencyKey ?? null }
}

function parsePrice(text: string): { amount: string; currencyCode: string } {
  const [, amount, currencyCode] = /^(\d+(?:\.\d{1,6})?) ([A-Z]{3})$/.exec(text) ?? []
  if (amount === undefined || currencyCode === undefined) {
    throw new InvalidArgumentError('An amount and a currency are expected, for example "4.99 USD".')
  }
  return { amount, currencyCode }
}

function toPaymentFields(payment: PaymentRow): Fields {
  const { priceMicros, currencyCode } = payment
  return {
    id: encodeId('pay', payment.id),
    status: payment.status,
    store: payment.store,
    storeTransactionId: payment.storeTransactionId,
    storeOrderId: payment.storeOrderId,
    price: priceMicros === null ? null : `${formatMicros(priceMicros)} ${currencyCode ?? ''}`,
    quantity: payment.quantity,
    paidAt: payment.paidAt.toISOString(),
    completedAt: payment.completedAt?.toISOString() ?? null,
    refundedAt: payment.refundedAt?.toISOString() ?? null,
    acknowledgementStatus: payment.acknowledgementStatus,
  }
}
