export {
  createCoinslotServer,
  type CoinslotServer,
  type CoinslotServerOptions,
} from './server/create-coinslot-server.ts'
export type { Delivery, PaymentHandler } from './server/deliver-payment.ts'
export type { PaymentEventType } from './server/event-types.ts'
export type { EventsOptions, PaymentEvent } from './server/events.ts'
export type { PaymentProcessor, ProcessPaymentsOptions } from './server/process-payments.ts'
export type {
  CompleteInput,
  ConsumedPayment,
  ConsumeInput,
  DeliveryFailureInput,
  PaymentsOptions,
} from './server/server-calls.ts'
export type { Consume, ConsumedBy, DeliveryFailure, ServerPayment } from './server/server-payment.ts'
export type { SigningKey, SignUserTokenInput, UserTokenSigner } from './server/sign-user-token.ts'
export type { WebhookEvent, WebhookRequest } from './server/verify-webhook.ts'
export type { PaymentFilter, PaymentOrder } from './generated/server-operations.ts'
export type { Entitlement, EntitlementSource } from './core/entitlement.ts'
export { CoinslotError, type CoinslotErrorDetails } from './core/coinslot-error.ts'
export type { CoinslotErrorCode } from './core/error-codes.ts'
export type { Environment, ItemType, OrUnknown, PaymentStatus, Store } from './core/known-values.ts'
export type { PlayerMessage } from './core/player-messages.ts'
export type { Schedule } from './core/time.ts'
export type { Fetch } from './core/transport.ts'
