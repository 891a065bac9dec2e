type ReasonDetails = { status: number; message: string; domain: 'androidpublisher' | 'global' }

const invalidStateMessage = 'The purchase is not in a valid state to perform the desired operation.'
const invalidCredentialsMessage =
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'

const reasonDetails = {
  invalid: { status: 400, message: 'Invalid Value', domain: 'global' },
  purchaseTokenDoesNotMatchProductId: {
    status: 400,
    message: 'The purchase token does not match the product ID.',
    domain: 'androidpublisher',
  },
  invalidPurchaseState: { status: 400, message: invalidStateMessage, domain: 'androidpublisher' },
  productNotOwnedByUser: {
    status: 400,
    message: 'The product is not owned by the user.',
    domain: 'androidpublisher',
  },
  orderNotRefundable: {
    status: 400,
    message: 'The order is not refundable.',
    domain: 'androidpublisher',
  },
  authError: { status: 401, message: invalidCredentialsMessage, domain: 'global' },
  permissionDenied: {
    status: 403,
    message: 'The current user has insufficient permissions to perform the requested operation.',
    domain: 'androidpublisher',
  },
  applicationNotFound: {
    status: 404,
    message: 'No application was found for the given package name.',
    domain: 'androidpublisher',
  },
  purchaseTokenNotFound: {
    status: 404,
    message: 'The purchase token was not found.',
    domain: 'androidpublisher',
  },
  orderNotFound: { status: 404, message: 'The order was not found.', domain: 'androidpublisher' },
  notFound: { status: 404, message: 'Requested entity was not found.', domain: 'global' },
  concurrentUpdate: {
    status: 409,
    message:
      'The operation could not be performed since the object was already in the process of being updated.',
    domain: 'androidpublisher',
  },
  purchaseTokenNoLongerValid: {
    status: 410,
    message: 'The purchase token is no longer valid.',
    domain: 'androidpublisher',
  },
  subscriptionPurchaseNoLongerAvailable: {
    status: 410,
    message:
      'The subscription purchase is no longer available for query because it has been expired for too long.',
    domain: 'androidpublisher',
  },
  rateLimitExceeded: { status: 429, message: 'Quota exceeded for this request.', domain: 'global' },
  backendError: { status: 500, message: 'Backend Error', domain: 'global' },
  unavailable: { status: 503, message: 'The service is currently unavailable.', domain: 'global' },
} as const satisfies Record<string, ReasonDetails>

export type GooglePlayReason = keyof typeof reasonDetails

const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  410: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

/** The reasons of injected faults that specify only a status. */
const defaultReasons: readonly GooglePlayReason[] = [
  'invalid',
  'authError',
  'permissionDenied',
  'purchaseTokenNotFound',
  'concurrentUpdate',
  'purchaseTokenNoLongerValid',
  'rateLimitExceeded',
  'backendError',
  'unavailable',
]

/** An error response of the Android Publisher API. */
export class GooglePlayError extends Error {
  readonly reason: GooglePlayReason
  readonly status: number
  /** Name of the invalid request parameter. */
  readonly parameter: string | undefined

  constructor(reason: GooglePlayReason, parameter?: string) {
    super(reasonDetails[reason].message)
    this.reason = reason
    this.status = reasonDetails[reason].status
    this.parameter = parameter
  }

  toBody(): object {
    const { status, message, domain } = reasonDetails[this.reason]
    const location =
      this.reason === 'authError'
        ? { location: 'Authorization', locationType: 'header' }
        : this.parameter === undefined
          ? {}
          : { location: this.parameter, locationType: 'parameter' }
    return {
      error: {
        code: status,
        message,
        errors: [{ message, domain, reason: this.reason, ...location }],
        status: statusNames[status],
      },
    }
  }
}

export function googlePlayErrorForStatus(status: number): GooglePlayError | undefined {
  const reason = defaultReasons.find((candidate) => reasonDetails[candidate].status === status)
  return reason === undefined ? undefined : new GooglePlayError(reason)
}
