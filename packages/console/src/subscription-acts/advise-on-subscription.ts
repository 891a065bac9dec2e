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
    default:
      return adviseOnConnection(code)
  }
}

/** The same for an assignment, which reads the store and changes nothing there. */
export function adviseOnAssignment(code: ProblemCode): string | null {
  switch (code) {
    case 'SUBSCRIPTION_CHANGE_NOT_POSSIBLE':
      return i18n.t('The store does not confirm it now. Read the store again later, and then assign it.')
    case 'USER_NOT_REGISTERED':
      return i18n.t('Compare the id with that in your game: the user has to be registered, and not erased.')
    case 'RECEIPT_USER_MISMATCH':
      return i18n.t('Close this, and reload the page: it shows to whom the subscription belongs.')
    case 'STORE_UNAVAILABLE':
      return i18n.t('Nothing was assigned. Repeat it here when the store can be read again.')
    default:
      return adviseOnConnection(code)
  }
}

const adviseOnConnection = (code: ProblemCode) =>
  code === 'STORE_MISCONFIGURED' || code === 'STORE_NOT_CONNECTED'
    ? i18n.t('Check the connection under store connections.')
    : null
