import { CoinslotError, toProblemError } from '../core/coinslot-error.ts'
import { toEntitlement, type Entitlement } from '../core/entitlement.ts'
import type { Environment } from '../core/known-values.ts'
import type { OperationDocument } from '../core/operation-document.ts'
import { readField, type Answer } from '../core/read-response.ts'
import { endWaits, type Schedule } from '../core/time.ts'
import type { Transport } from '../core/transport.ts'
import {
  completePaymentDocument,
  consumePaymentDocument,
  paymentDocument,
  paymentsDocument,
  reportDeliveryFailureDocument,
  retryDeliveryDocument,
  userEntitlementsDocument,
  type PaymentFilter,
  type PaymentOrder,
  type PaymentsQuery,
} from '../generated/server-operations.ts'
import { toServerPayment, type ServerPayment } from './server-payment.ts'

/** Executes an operation with the server key. */
export type ServerCall = <Data, Variables>(
  document: OperationDocument<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
) => Promise<Answer<Data>>

/** What the functions of one server client share. */
export type ServerContext = { readonly call: ServerCall; readonly schedule: Schedule }

export const createServerCall =
  (transport: Transport, serverKey: string, schedule: Schedule): ServerCall =>
  async (document, variables, signal) => {
    const headers = { authorization: `Bearer ${serverKey}` }
    if (signal === undefined) return transport(document, variables, { headers })
    if (signal.aborted) throw new CoinslotError('NETWORK_ERROR', 'Aborted.', { retryable: true })
    return transport(document, variables, { headers, signal, schedule: endWaits(schedule, signal) })
  }

/** Which payment is consumed. */
export type ConsumeInput = {
  readonly paymentId: string
  readonly purchaseToken: string
  /** Default: derived from the payment. */
  readonly idempotencyKey?: string
}

/** The payment after a consume or a completion. */
export type ConsumedPayment = {
  readonly payment: ServerPayment
  /** Whether an earlier call with the same idempotency key consumed it. */
  readonly replayed: boolean
}

export async function consumePayment(
  { call }: ServerContext,
  { paymentId, purchaseToken, idempotencyKey = `consume:${paymentId}` }: ConsumeInput,
): Promise<ConsumedPayment> {
  const input = { paymentId, purchaseToken, idempotencyKey }
  const { data, requestId } = await call(consumePaymentDocument, { input })
  return readPayment(data.result, requestId)
}

/** Which payment was delivered. */
export type CompleteInput = {
  readonly paymentId: string
  /** The game's own reference of the delivery, at most 200 characters. */
  readonly deliveryReference?: string
}

/** Completing a completed payment changes nothing, so that needs no idempotency key. */
export async function completePayment(
  { call }: ServerContext,
  { paymentId, deliveryReference }: CompleteInput,
): Promise<ConsumedPayment> {
  const { data, requestId } = await call(completePaymentDocument, { input: { paymentId, deliveryReference } })
  return readPayment(data.result, requestId)
}

/** A delivery that the game server has given up. */
export type DeliveryFailureInput = {
  readonly paymentId: string
  /** Why, for operators. It is cut to 500 characters. */
  readonly message: string
  /** How often the delivery was tried, at least 1. */
  readonly attempts: number
}

/** In characters, of which each may be two of the 1,000 code units that the server accepts. */
const maxMessageLength = 500

/** Repeating the same report changes nothing. */
export async function reportDeliveryFailure(
  { call }: ServerContext,
  { paymentId, message, attempts }: DeliveryFailureInput,
): Promise<ServerPayment> {
  const input = { paymentId, message: toReportedText(message), attempts }
  const answer = await call(reportDeliveryFailureDocument, { input })
  return toServerPayment(readField(answer, 'payment'))
}

/** Direction marks would change the order of the text on the operator's page, and the server refuses them. */
function toReportedText(message: string): string {
  const text = message.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim()
  return Array.from(text).slice(0, maxMessageLength).join('') || 'No reason was given.'
}

export async function retryDelivery({ call }: ServerContext, paymentId: string): Promise<ServerPayment> {
  return toServerPayment(readField(await call(retryDeliveryDocument, { input: { paymentId } }), 'payment'))
}

type Payload = {
  readonly payment: Parameters<typeof toServerPayment>[0] | null
  readonly replayed: boolean
  readonly problem: Parameters<typeof toProblemError>[0] | null
}

function readPayment({ payment, replayed, problem }: Payload, requestId: string | null): ConsumedPayment {
  if (problem !== null) throw toProblemError(problem, requestId)
  if (payment === null) {
    throw new CoinslotError('UNEXPECTED_RESPONSE', 'The server returned no payment.', { requestId })
  }
  return { payment: toServerPayment(payment), replayed }
}

export async function findPayment({ call }: ServerContext, id: string): Promise<ServerPayment | null> {
  const { data } = await call(paymentDocument, { id })
  return data.result === null ? null : toServerPayment(data.result)
}

export async function listEntitlements(
  { call }: ServerContext,
  userId: string,
  environment?: Environment,
): Promise<readonly Entitlement[]> {
  const { data } = await call(userEntitlementsDocument, { userId, environment })
  return data.result.map(toEntitlement)
}

/** How payments are listed. */
export type PaymentsOptions = {
  /** Default newest first. */
  readonly orderBy?: PaymentOrder
  /** Payments of one call, at most 100. Default 100. */
  readonly pageSize?: number
  /** Ends the iteration. */
  readonly signal?: AbortSignal
}

/** Reads page after page while the caller iterates. */
export async function* iteratePayments(
  { call }: ServerContext,
  filter: PaymentFilter = {},
  { orderBy, pageSize = 100, signal }: PaymentsOptions = {},
): AsyncGenerator<ServerPayment, void, undefined> {
  let after: string | null = null
  while (signal?.aborted !== true) {
    const variables = { filter, orderBy, first: pageSize, after }
    const answer: Answer<PaymentsQuery> = await call(paymentsDocument, variables, signal)
    const { nodes, pageInfo } = answer.data.result
    for (const node of nodes) yield toServerPayment(node)
    if (!pageInfo.hasNextPage) return
    after = pageInfo.endCursor
  }
}
