/** Text for the player, in each language. */
export type PlayerMessage = { readonly en: string; readonly ko: string }

type PlayerText = readonly [en: string, ko: string, codes: string]

/**
 * Every code of the server, and each code of the SDK that has a text of its own. The codes of a text are one string, which is smaller than
 * a list. Codes that are not here have the first text.
 */
export const playerTexts = [
  [
    'Something went wrong. Please try again later.',
    '문제가 발생했습니다. 잠시 후 다시 시도해 주세요.',
    'INVALID_INPUT BAD_USER_INPUT PURCHASE_NOT_FOUND RECEIPT_INVALID RECEIPT_APP_MISMATCH PAYMENT_NOT_FOUND PURCHASE_TOKEN_INVALID NOT_CONSUMED NOT_CONSUMABLE CONSUME_NOT_ALLOWED IDEMPOTENCY_KEY_REUSED FORBIDDEN PERSISTED_OPERATION_NOT_FOUND TOO_EXPENSIVE BUSY RATE_LIMITED UNAVAILABLE INTERNAL STORE_UNAVAILABLE BRIDGE_FAILED DELIVERY_FAILED',
  ],
  [
    'Check your connection and try again.',
    '네트워크를 확인한 뒤 다시 시도해 주세요.',
    'NETWORK_ERROR UNEXPECTED_RESPONSE STORE_NETWORK_ERROR',
  ],
  [
    'This item cannot be bought now.',
    '지금은 구매할 수 없는 상품입니다.',
    'ITEM_NOT_FOUND ITEM_DISABLED ITEM_UNAVAILABLE STORE_NOT_CONNECTED SUBSCRIPTIONS_NOT_SUPPORTED',
  ],
  [
    'You will receive the item when the payment is complete.',
    '결제가 완료되면 상품이 지급됩니다.',
    'PURCHASE_PENDING',
  ],
  [
    'We are checking the payment. If you were charged, you will receive the item.',
    '결제를 확인하고 있습니다. 결제되었다면 상품이 지급됩니다.',
    'RESULT_UNKNOWN STORE_MISCONFIGURED RECEIPT_ITEM_MISMATCH',
  ],
  [
    'The payment did not succeed.',
    '결제가 이루어지지 않았습니다.',
    'PAYMENT_DECLINED PURCHASE_CANCELED PURCHASE_EXPIRED',
  ],
  [
    'Purchases are not allowed here.',
    '이 기기나 계정에서는 구매할 수 없습니다.',
    'PAYMENTS_NOT_ALLOWED RECEIPT_ENVIRONMENT_REFUSED USER_SUSPENDED',
  ],
  ['You own this item already.', '이미 보유한 상품입니다.', 'ALREADY_OWNED ALREADY_CONSUMED'],
  [
    'This purchase belongs to another player.',
    '다른 계정의 구매입니다.',
    'RECEIPT_USER_MISMATCH PLAYER_CHANGED',
  ],
  [
    'Please log in again.',
    '다시 로그인해 주세요.',
    'UNAUTHENTICATED USER_TOKEN_REQUIRED USER_NOT_REGISTERED',
  ],
  ['This payment was refunded.', '환불된 결제입니다.', 'PAYMENT_REFUNDED'],
  ['Free some storage on this device.', '기기의 저장 공간을 확보해 주세요.', 'STORAGE_UNAVAILABLE'],
] as const satisfies readonly PlayerText[]

/** The text of a code; undefined for a code that is not in the table. */
export const findPlayerText = (code: string): PlayerText | undefined =>
  playerTexts.find(([, , codes]) => codes.split(' ').includes(code))

/** The text to show to the player for a code. */
export function playerMessageOf(code: string): PlayerMessage {
  const [en, ko] = findPlayerText(code) ?? playerTexts[0]
  return { en, ko }
}
