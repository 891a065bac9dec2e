const errorMessages = {
  4000005: 'Invalid request revision.',
  4000006: 'Invalid transaction id.',
  4000008: 'Invalid original transaction id.',
  4000009: 'Invalid extend by days value.',
  4000010: 'Invalid extend reason code.',
  4000011: 'Invalid request identifier.',
  4000012: 'Invalid request. The start date is too far in the past.',
  4000013: 'Invalid request. The start date is not earlier than the end date.',
  4000014: 'Invalid request. The pagination token is not valid.',
  4000015: 'Invalid request. The start date is not valid.',
  4000016: 'Invalid request. The end date is not valid.',
  4000018: 'Invalid request. The notification type is not valid.',
  4000019: 'Invalid request. Only one of notificationType and transactionId may be given.',
  4000020: 'Invalid request. The test notification token is not valid.',
  4000021: 'Invalid request. The sort parameter is not valid.',
  4000022: 'Invalid request. The product type parameter is not valid.',
  4000023: 'Invalid request. The product id parameter is not valid.',
  4000024: 'Invalid request. The subscription group identifier parameter is not valid.',
  4000026: 'Invalid request. The in-app ownership type parameter is not valid.',
  4000030: 'Invalid request. The revoked parameter is not valid.',
  4000031: 'Invalid request. The status parameter is not valid.',
  4000033: 'Invalid request. The app account token field is not valid.',
  4000035: 'Invalid request. The customer consented field is not valid.',
  4000036: 'Invalid request. The delivery status field is not valid.',
  4000041: 'Invalid request. The sample content provided field is not valid.',
  4000000: 'Bad request.',
  4000183: 'Invalid request. The app account token field must be a valid UUID.',
  4030004: 'Forbidden - subscription state ineligible for extension.',
  4030007: 'Forbidden - subscription is family shared and ineligible for extension.',
  4000187: 'Invalid request. The transaction id is not an original transaction id.',
  4040005: 'Original transaction id not found.',
  4040008: 'Test notification not found.',
  4040010: 'Transaction id not found.',
  4290000: 'Rate limit exceeded.',
  5000000: 'An unknown error occurred.',
} as const

export type AppStoreErrorCode = keyof typeof errorMessages

/** An error response of the App Store Server API; the first three digits of the code are the HTTP status. */
export class AppStoreError extends Error {
  readonly status: number
  readonly errorCode: AppStoreErrorCode

  constructor(errorCode: AppStoreErrorCode) {
    super(errorMessages[errorCode])
    this.errorCode = errorCode
    this.status = Math.floor(errorCode / 10_000)
  }

  toBody(): { errorCode: number; errorMessage: string } {
    return { errorCode: this.errorCode, errorMessage: this.message }
  }
}
