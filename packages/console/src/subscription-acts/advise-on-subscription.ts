import { i18n } from '@lingui/core'
import type { ProblemCode } from '../generated/operations.ts'

/** What the operator can do after the store or the server refused an act; null if the problem says it. */
export function adviseOnSubscription(code: ProblemCode): string | null {
  switch (code) {
    case 'SUBSCRIPTION_CHANGE_NOT_POSSIBLE':
      return i18n.t(
        'Grant or limit the entitlement on the page of the user instead, or ask the customer to manage the subscription at the store.',
      )
    case 'SECOND_OPERATOR_REQUIRED':
      return i18n.t(
        'Refund the current period on the page of its payment, which a second operator approves, and then revoke.',
      )
    case 'STORE_UNAVAILABLE':
      return i18n.t('It is not known whether the store did it. Repeat it here: it never happens twice.')
    case 'STORE_MISCONFIGURED':
    case 'STORE_NOT_CONNECTED':
      return i18n.t('Check the connection under store connections.')
    default:
      return null
  }
}
