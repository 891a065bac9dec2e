import type { CoinslotErrorCode } from './error-codes.ts'

/** Text for the player, in each language. */
export type PlayerMessage = { readonly en: string; readonly ko: string }

const fallback: PlayerMessage = {
  en: 'Something went wrong. Please try again later.',
  ko: '문제가 발생했습니다. 잠시 후 다시 시도해 주세요.',
}

const texts: readonly (readonly [PlayerMessage, readonly CoinslotErrorCode[]])[] = [
  [
    {
      en: 'You are offline. Check your connection and try again.',
      ko: '네트워크 연결을 확인한 뒤 다시 시도해 주세요.',
    },
    ['NETWORK_ERROR', 'UNEXPECTED_RESPONSE'],
  ],
  [
    {
      en: 'The shop is busy. Please try again later.',
      ko: '상점이 혼잡합니다. 잠시 후 다시 시도해 주세요.',
    },
    ['BUSY', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL'],
  ],
  [
    {
      en: 'The store cannot be reached. Please try again later.',
      ko: '스토어에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.',
    },
    ['STORE_UNAVAILABLE', 'STORE_NETWORK_ERROR', 'BRIDGE_FAILED'],
  ],
  [
    {
      en: 'This item cannot be bought now.',
      ko: '지금은 구매할 수 없는 상품입니다.',
    },
    [
      'ITEM_NOT_FOUND',
      'ITEM_DISABLED',
      'ITEM_UNAVAILABLE',
      'STORE_NOT_CONNECTED',
      'SUBSCRIPTIONS_NOT_SUPPORTED',
    ],
  ],
  [
    {
      en: 'The payment is not complete yet. You will receive the item when it is.',
      ko: '결제가 아직 완료되지 않았습니다. 완료되면 상품이 지급됩니다.',
    },
    ['PURCHASE_PENDING'],
  ],
  [
    {
      en: 'We are checking the payment. If you were charged, you will receive the item.',
      ko: '결제를 확인하고 있습니다. 결제되었다면 상품이 지급됩니다.',
    },
    ['RESULT_UNKNOWN', 'STORE_MISCONFIGURED', 'RECEIPT_ITEM_MISMATCH'],
  ],
  [
    {
      en: 'The payment did not succeed.',
      ko: '결제가 이루어지지 않았습니다.',
    },
    ['PAYMENT_DECLINED', 'PURCHASE_CANCELED', 'PURCHASE_EXPIRED'],
  ],
  [
    {
      en: 'Purchases are not allowed here.',
      ko: '이 기기나 계정에서는 구매할 수 없습니다.',
    },
    ['PAYMENTS_NOT_ALLOWED', 'RECEIPT_ENVIRONMENT_REFUSED'],
  ],
  [
    {
      en: 'You own this item already.',
      ko: '이미 보유한 상품입니다.',
    },
    ['ALREADY_OWNED', 'ALREADY_CONSUMED'],
  ],
  [
    {
      en: 'This purchase belongs to another player.',
      ko: '다른 계정의 구매입니다.',
    },
    ['RECEIPT_USER_MISMATCH', 'PLAYER_CHANGED'],
  ],
  [
    {
      en: 'Please log in again.',
      ko: '다시 로그인해 주세요.',
    },
    ['UNAUTHENTICATED', 'USER_TOKEN_REQUIRED', 'USER_NOT_REGISTERED'],
  ],
  [
    {
      en: 'This payment was refunded.',
      ko: '환불된 결제입니다.',
    },
    ['PAYMENT_REFUNDED'],
  ],
  [
    {
      en: 'This device cannot save the purchase. Free some storage or leave private mode.',
      ko: '기기에 저장할 수 없습니다. 저장 공간을 확보하거나 비공개 모드를 해제해 주세요.',
    },
    ['STORAGE_UNAVAILABLE'],
  ],
]

/** The text to show to the player for a code. */
export const playerMessageOf = (code: CoinslotErrorCode): PlayerMessage =>
  texts.find(([, codes]) => codes.includes(code))?.[0] ?? fallback
