import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { storeLabel } from '../format/labels.ts'
import { AssignSubscriptionDocument, type AssignSubscriptionMutation } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextField } from '../ui/field.tsx'
import type { SubscriptionActProps } from './act-props.ts'
import { adviseOnAssignment } from './advise-on-subscription.ts'

/** Gives a subscription that belongs to nobody to a user, with all of its periods. */
export function AssignAct({ subscription: { id, store }, onReload, onClose }: SubscriptionActProps) {
  const keyOf = useRetryKey()
  return (
    <ActDialog
      title={i18n.t('Assign the subscription to a user')}
      confirm={i18n.t('Assign')}
      warning={i18n.t('This is final: it cannot be assigned to another user afterwards.')}
      document={AssignSubscriptionDocument}
      toVariables={(form) => {
        const userId = readText(form, 'userId').trim()
        const assigned = { subscriptionId: id, userId, reason: readText(form, 'reason').trim() }
        return { input: { ...assigned, idempotencyKey: keyOf(assigned) } }
      }}
      readProblem={({ assignSubscription }) => assignSubscription.problem}
      advise={adviseOnAssignment}
      describeDone={describeDone}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          '{store} is read again, and each period becomes a payment of the user. The user has access from then on.',
          { store: storeLabel(i18n, store) },
        )}{' '}
        {i18n.t('Make sure that it is the customer: ask for the order number on the bill of the store.')}
      </p>
      <TextField
        label={i18n.t('User id of the game')}
        hint={i18n.t('The user who gets the subscription. It must be registered.')}
        name="userId"
        className="font-mono"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        required
      />
    </ActDialog>
  )
}

function describeDone({ assignSubscription: { subscription } }: AssignSubscriptionMutation): string {
  return i18n.t('The subscription belongs to {userId} now.', { userId: subscription?.user?.userId ?? '–' })
}
