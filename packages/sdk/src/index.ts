export { createCoinslot, type Coinslot, type CoinslotOptions } from './client/create-coinslot.ts'
export type { ClientTimeouts } from './client/limits.ts'
export type { DeliveryHandler } from './client/consume-payment.ts'
export type { Item } from './client/list-items.ts'
export type { ConsumeResult, Payment, PurchaseResult } from './client/results.ts'
export type { UserTokenSource } from './client/sessions.ts'
export { memoryStorage, type CoinslotStorage } from './client/storage.ts'
export type * from './bridges/bridge.ts'
export { CoinslotError, type CoinslotErrorDetails } from './core/coinslot-error.ts'
export type { CoinslotErrorCode } from './core/error-codes.ts'
export type {
  AcknowledgeBy,
  Environment,
  ItemType,
  OrUnknown,
  PaymentStatus,
  Store,
} from './core/known-values.ts'
export type { PlayerMessage } from './core/player-messages.ts'
export type { Schedule } from './core/time.ts'
export type { Fetch } from './core/transport.ts'
