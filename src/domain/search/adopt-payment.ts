import { selectPayment } from '../../db/queries/payments.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { checkOperatorInput, toReplayed, type OperatorActionResult } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { assignSale, explainUnassigned } from '../store-sync/assign-sale.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { listLookups, lookupNotPossible } from './look-up-at-store.ts'
import { readStoreSales, toSaleLine, type StoreSaleRecord } from './read-store-sales.ts'
import { recognizeText } from './recognize-text.ts'
import { assertTextLength } from './search.ts'

export type AdoptPaymentInput = {
  readonly store: StoreName
  readonly text: string
  /** Which of several sales is meant; null if there is one. */
  readonly storeTransactionId: string | null
  readonly storeProductId: string | null
  /** The id of the user in the developer's system; null for the user of the sale's account token. */
  readonly userId: string | null
  readonly reason: string
  readonly idempotencyKey: string | null
}

type AdoptOutcome = Outcome<OperatorActionResult>

/**
 * Records a sale that only its store knows as a payment. The text only finds the sale; everything that is recorded is read from the
 * store, by the same path as after a notification.
 */
export async function adoptPayment(ctx: Context, input: AdoptPaymentInput): Promise<AdoptOutcome> {
  assertTextLength(input.text)
  const problem = firstProblem(
    input.userId === null ? null : checkText(input.userId, ['userId'], { min: 1, max: 200 }),
    checkOperatorInput(input),
  )
  if (problem !== null) return { problem }
  const { idempotencyKey, ...args } = input
  const record = createIdempotencyRecord(ctx.caller, {
    operation: 'adoptPayment',
    key: idempotencyKey,
    userId: '',
    args,
  })
  const use = await findKeyUse(ctx, record)
  if (use !== null && use.problem !== null) return { problem: use.problem }
  const earlier = use === null ? null : await selectPayment(ctx.db, ctx.app.appId, use.resourceId)
  if (earlier !== null) return { ...toReplayed(earlier), problem: null }
  try {
    const sale = await findSale(ctx, input)
    return 'code' in sale ? { problem: sale } : await adoptSale(ctx, { input, sale, record })
  } catch (error) {
    return { problem: toStoreProblem(ctx, input.store, error) }
  }
}

async function findSale(ctx: Context, input: AdoptPaymentInput): Promise<StoreSaleRecord | Problem> {
  const { store } = input
  const recognition = recognizeText(ctx.stores.definitions, input.text)
  const lookup = listLookups(recognition).find((each) => each.store === store)
  if (lookup === undefined) return { ...lookupNotPossible(recognition), field: ['text'] }
  const adapter = await ctx.stores.find(ctx.app.appId, store)
  if (adapter === null) return storeNotConnected(store, ['store'])
  for (const query of lookup.queries) {
    const sales = await readStoreSales(ctx, { store, adapter }, query)
    if (sales.length > 0) return selectSale(sales, input)
  }
  return saleNotFound()
}

function selectSale(
  sales: readonly StoreSaleRecord[],
  { storeTransactionId, storeProductId }: AdoptPaymentInput,
): StoreSaleRecord | Problem {
  const named = sales.filter(({ state }) => {
    const line = toSaleLine(state)
    const isTransaction = storeTransactionId === null || line.storeTransactionId === storeTransactionId
    return isTransaction && (storeProductId === null || line.storeProductId === storeProductId)
  })
  const [sale, ...others] = named
  if (sale === undefined) return saleNotFound()
  if (others.length === 0) return sale
  const message = 'The text names several sales: give storeTransactionId or storeProductId.'
  return createProblem('INVALID_INPUT', message, ['storeTransactionId'])
}

type Adoption = {
  readonly input: AdoptPaymentInput
  readonly sale: StoreSaleRecord
  readonly record: ReturnType<typeof createIdempotencyRecord>
}

async function adoptSale(ctx: Context, { input, sale, record }: Adoption): Promise<AdoptOutcome> {
  const user = await selectUser(ctx, input, sale)
  if ('code' in user) return { problem: user }
  if (sale.payment !== null) return { ...toReplayed(sale.payment), problem: null }
  if (sale.problem !== null) return { problem: { ...sale.problem, field: ['text'] } }
  const { store } = input
  const { lineItem, reference, storeTransactionId, storeProductId } = toSaleLine(sale.state)
  const action = createOperatorAction(ctx, {
    action: 'adoptPayment',
    reason: input.reason,
    changes: { after: { userId: user.externalId, store, storeTransactionId, storeProductId } },
    idempotencyRecord: record,
  })
  const line = { store, saleKey: hashSaleKey(reference.key), details: reference.details }
  const { payment, isRecorded, changes } = await assignSale(ctx, line, { user, lineItem, action })
  if (payment === null) return { problem: explainUnassigned(changes, ['text']) }
  if (payment.userId !== user.id) return { problem: otherOwner() }
  return { payment, replayed: !isRecorded, problem: null }
}

/** I5: a sale that belongs to a user becomes a payment of that user, and of nobody else. */
async function selectUser(
  ctx: Context,
  { userId }: AdoptPaymentInput,
  { user: owner }: StoreSaleRecord,
): Promise<UserRow | Problem> {
  if (userId === null) {
    if (owner !== null) return owner
    const message = 'The sale has no account token of a user of this AppKey: give userId.'
    return createProblem('INVALID_INPUT', message, ['userId'])
  }
  const user = await selectUserByExternalId(ctx.db, ctx.app.appId, userId)
  if (user === null) {
    const message = 'The user is not registered: call registerUser first.'
    return createProblem('USER_NOT_REGISTERED', message, ['userId'])
  }
  return owner === null || owner.id === user.id ? user : otherOwner()
}

function otherOwner(): Problem {
  return createProblem('RECEIPT_USER_MISMATCH', 'The sale belongs to another user.', ['userId'])
}

function saleNotFound(): Problem {
  const message = 'The store has no such sale for the apps of this AppKey.'
  return createProblem('SALE_NOT_FOUND', message, ['text'])
}
