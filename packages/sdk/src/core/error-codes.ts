import { findPlayerText } from './player-messages.ts'

/**
 * Codes that the server sends: its problems and the errors of requests, see `docs/errors.md`. Each must be in `player-messages.ts` too,
 * where the code of the SDK looks it up.
 */
export const serverCodes = [
  'INVALID_INPUT',
  'ITEM_NOT_FOUND',
  'ITEM_DISABLED',
  'USER_NOT_REGISTERED',
  'USER_TOKEN_REQUIRED',
  'STORE_NOT_CONNECTED',
  'STORE_MISCONFIGURED',
  'STORE_UNAVAILABLE',
  'PURCHASE_NOT_FOUND',
  'PURCHASE_CANCELED',
  'RECEIPT_INVALID',
  'RECEIPT_APP_MISMATCH',
  'RECEIPT_ITEM_MISMATCH',
  'RECEIPT_USER_MISMATCH',
  'RECEIPT_ENVIRONMENT_REFUSED',
  'PURCHASE_PENDING',
  'PAYMENT_NOT_FOUND',
  'PURCHASE_TOKEN_INVALID',
  'ALREADY_CONSUMED',
  'NOT_CONSUMED',
  'PAYMENT_REFUNDED',
  'NOT_CONSUMABLE',
  'SUBSCRIPTIONS_NOT_SUPPORTED',
  'CONSUME_NOT_ALLOWED',
  'USER_SUSPENDED',
  'IDEMPOTENCY_KEY_REUSED',
  'BUSY',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'PERSISTED_OPERATION_NOT_FOUND',
  'RATE_LIMITED',
  'TOO_EXPENSIVE',
  'UNAVAILABLE',
  'INTERNAL',
] as const

/** Codes of failures that the SDK itself finds, on the device or in the game server. */
export type LocalCode =
  /** An option of the SDK is missing or wrong. */
  | 'INVALID_CONFIGURATION'
  /** The server could not be reached, or did not answer in time. */
  | 'NETWORK_ERROR'
  /** The answer is not one of a Coinslot server: the URL may be wrong, or a proxy answered. */
  | 'UNEXPECTED_RESPONSE'
  /** The storage of the device is full or refused. */
  | 'STORAGE_UNAVAILABLE'
  /** Another player has logged in. */
  | 'PLAYER_CHANGED'
  /** The bridge to the store threw, or did not answer in time. */
  | 'BRIDGE_FAILED'
  /** The store says that the player owns the item already. */
  | 'ALREADY_OWNED'
  /** The store declined the payment. */
  | 'PAYMENT_DECLINED'
  /** The store or the device allows the player no purchases. */
  | 'PAYMENTS_NOT_ALLOWED'
  /** The store does not sell the item to the player now. */
  | 'ITEM_UNAVAILABLE'
  /** The store could not be reached from the device. */
  | 'STORE_NETWORK_ERROR'
  /** The reservation expired without a payment. */
  | 'PURCHASE_EXPIRED'
  /** Nothing is known yet about the result of the purchase. */
  | 'RESULT_UNKNOWN'
  /** The app could not deliver a payment that is consumed. `unconsumedPayments` still lists it. */
  | 'DELIVERY_FAILED'
  /** A webhook request is not signed by the server, or is too old. */
  | 'WEBHOOK_INVALID'
  /** A code that this version of the SDK does not know; `serverCode` has it. */
  | 'UNKNOWN'

/**
 * The reason of a failure. Programs decide by it. It is a code of the server, which its documentation of errors describes, or one of the
 * SDK: `INVALID_CONFIGURATION`, `NETWORK_ERROR`, `UNEXPECTED_RESPONSE`, `STORAGE_UNAVAILABLE`, `PLAYER_CHANGED`, `BRIDGE_FAILED`,
 * `ALREADY_OWNED`, `PAYMENT_DECLINED`, `PAYMENTS_NOT_ALLOWED`, `ITEM_UNAVAILABLE`, `STORE_NETWORK_ERROR`, `PURCHASE_EXPIRED`,
 * `RESULT_UNKNOWN`, `DELIVERY_FAILED`, `WEBHOOK_INVALID` or `UNKNOWN`.
 */
export type CoinslotErrorCode = (typeof serverCodes)[number] | LocalCode

/** The code of the server, or `UNKNOWN` for one that a newer server has. */
export const toErrorCode = (code: string): CoinslotErrorCode =>
  findPlayerText(code) ? (code as CoinslotErrorCode) : 'UNKNOWN'
