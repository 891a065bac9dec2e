const errorDetails = {
  InvalidRequest: { status: 400, message: 'The request is invalid.' },
  RequiredValueNotExist: { status: 400, message: 'A required value does not exist.' },
  InvalidAuthorizationHeader: { status: 401, message: 'The authorization header is invalid.' },
  InvalidAccessToken: { status: 401, message: 'The access token is invalid.' },
  AccessTokenExpired: { status: 401, message: 'The access token has expired.' },
  UnauthorizedAccess: { status: 401, message: 'The client is not authorized.' },
  AccessBlocked: { status: 403, message: 'The access is blocked.' },
  NoSuchData: { status: 404, message: 'The requested data does not exist.' },
  ResourceNotFound: { status: 404, message: 'The requested resource does not exist.' },
  MethodNotAllowed: { status: 405, message: 'The method is not allowed.' },
  InvalidPurchaseState: { status: 409, message: 'The purchase is not in a valid state.' },
  InvalidConsumeState: { status: 409, message: 'The purchase is already consumed.' },
  InvalidContentType: { status: 415, message: 'The content type is invalid.' },
  TooManyRequests: { status: 429, message: 'There are too many requests.' },
  InternalError: { status: 500, message: 'An undefined error has occurred.' },
  ServiceMaintenance: { status: 503, message: 'The service is under maintenance.' },
} as const

export type OneStoreErrorCode = keyof typeof errorDetails

/** An error response of ONE store's server API. */
export class OneStoreError extends Error {
  readonly code: OneStoreErrorCode

  constructor(code: OneStoreErrorCode) {
    super(errorDetails[code].message)
    this.code = code
  }

  get status(): number {
    return errorDetails[this.code].status
  }

  toBody(): object {
    return { error: { code: this.code, message: this.message } }
  }
}

/** The codes of injected faults that specify only a status. */
const defaultErrorCodes: readonly OneStoreErrorCode[] = [
  'InvalidRequest',
  'AccessTokenExpired',
  'AccessBlocked',
  'NoSuchData',
  'MethodNotAllowed',
  'InvalidPurchaseState',
  'InvalidContentType',
  'TooManyRequests',
  'InternalError',
  'ServiceMaintenance',
]

export function oneStoreErrorForStatus(status: number): OneStoreError | undefined {
  const code = defaultErrorCodes.find((candidate) => errorDetails[candidate].status === status)
  return code === undefined ? undefined : new OneStoreError(code)
}
