import type { Command } from 'commander'
import type { Context } from '../domain/context.ts'
import type { PaymentRow, RefundApprovalRow } from '../domain/models.ts'
import { retryAcknowledgement } from '../domain/acknowledgement/retry-acknowledgement.ts'
import { retryDelivery } from '../domain/delivery/retry-delivery.ts'
import { addNote } from '../domain/note/add-note.ts'
import { consumePaymentForUser } from '../domain/payment/consume-payment-for-user.ts'
import { correctPayment } from '../domain/payment/correct-payment.ts'
import { rereadPayment } from '../domain/payment/reread-payment.ts'
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
  parseMoney,
  parseReason,
  parseVersion,
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

type VersionOption = { readonly expectedVersion?: number }
type ActOptions = AppChangeOption &
  VersionOption & { readonly reason: string; readonly idempotencyKey?: string }
/** The request is stored instead if a second operator has to approve a refund. */
type ActResult = { readonly payment: PaymentRow; readonly approval?: RefundApprovalRow | null }
type RunAct = (
  options: AppChangeOption,
  field: `Mutation.${string}`,
  act: (ctx: Context) => Promise<Outcome<ActResult>>,
) => Promise<void>
type CorrectOptions = ActOptions & {
  readonly status?: PaymentRow['status']
  readonly price?: { readonly amount: string; readonly currencyCode: string }
}

export function addPaymentCommands(program: Command, environment: EnvironmentVariables): void {
  const payment = program.command('payment').description('find, show, refund, correct and transfer payments')
  const run: RunAct = (options, field, act) =>
    withApp(environment, options, field, async (ctx) => {
      const outcome = await act(ctx)
      if (outcome.problem !== null) throw toCommandError(outcome.problem)
      const { approval = null } = outcome
      const requested = approval === null ? {} : { refundApproval: encodeId('rap', approval.id) }
      printFields({ ...toPaymentFields(outcome.payment), ...requested }, options.json)
    })

  addReadCommands(payment, environment)
  addNoteCommand(payment, environment)
  addActCommand(payment, 'refund <paymentId>', 'refund a payment fully at its store').action(
    (paymentId: string, options: ActOptions) =>
      run(options, 'Mutation.refundPayment', (ctx) => refundPayment(ctx, { paymentId, ...toAct(options) })),
  )
  addActCommand(payment, 'correct <paymentId>', 'correct the recorded status or price of a payment')
    .addOption(createChoiceOption('--status <status>', 'status that the payment has', statuses))
    .option('--price <price>', 'price that the customer paid, for example "4.99 USD"', parseMoney)
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
  addShortCommands(payment, run)
  addDeliveryCommand(payment, run)
}

/** The acts that have no options of their own. */
function addShortCommands(payment: Command, run: RunAct): void {
  addActCommand(
    payment,
    'consume <paymentId>',
    'consume a payment for its user, which cannot be undone',
  ).action((paymentId: string, options: ActOptions) =>
    run(options, 'Mutation.consumePaymentForUser', (ctx) =>
      consumePaymentForUser(ctx, { paymentId, ...toAct(options) }),
    ),
  )
  addAppChangeCommand(payment, 'reread <paymentId>', 'read a payment from its store now').action(
    (paymentId: string, options: AppChangeOption) =>
      run(options, 'Mutation.rereadPayment', (ctx) => rereadPayment(ctx, { paymentId })),
  )
  addVersionOption(
    addAppChangeCommand(
      payment,
      'retry-acknowledgement <paymentId>',
      'acknowledge a payment at its store now',
    ),
  ).action((paymentId: string, options: AppChangeOption & VersionOption) =>
    run(options, 'Mutation.retryAcknowledgement', (ctx) =>
      retryAcknowledgement(ctx, { paymentId, expectedVersion: options.expectedVersion ?? null }),
    ),
  )
}

function addDeliveryCommand(payment: Command, run: RunAct): void {
  addVersionOption(
    addAppChangeCommand(
      payment,
      'retry-delivery <paymentId>',
      'have a payment delivered again that a game server has given up',
    ),
  ).action((paymentId: string, options: AppChangeOption & VersionOption) =>
    run(options, 'Mutation.retryDelivery', (ctx) =>
      retryDelivery(ctx, { paymentId, expectedVersion: options.expectedVersion ?? null }),
    ),
  )
}

function addNoteCommand(payment: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(payment, 'note <paymentId> <text>', 'add a note to a payment, for operators').action(
    (paymentId: string, text: string, options: AppChangeOption) =>
      withApp(environment, options, 'Mutation.addNote', async (ctx) => {
        const added = await addNote(ctx, { paymentId, userId: null, text, idempotencyKey: null })
        if (added.problem !== null) throw toCommandError(added.problem)
        printFields({ id: encodeId('nte', added.note.id), text: added.note.text }, options.json)
      }),
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
  const command = addAppCommand(parent, name, description)
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .option('--idempotency-key <key>', 'key with which the command can be repeated safely')
  return addVersionOption(command)
}

function addVersionOption(command: Command): Command {
  const description = 'act only if the payment still has this version, which `payment show` prints'
  return command.option('--expected-version <version>', description, parseVersion)
}

function toAct({ reason, idempotencyKey, expectedVersion }: ActOptions) {
  return { reason, idempotencyKey: idempotencyKey ?? null, expectedVersion: expectedVersion ?? null }
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
    refundRequestedAt: payment.refundRequestedAt?.toISOString() ?? null,
    version: payment.version,
  }
}
