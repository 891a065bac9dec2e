import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { storeLabel } from '../format/labels.ts'
import { CancelSubscriptionDocument } from '../generated/operations.ts'
import { ChangePreview } from '../payment-acts/change-preview.tsx'
import { RenewalText } from '../subscriptions/subscription-columns.tsx'
import { CheckField } from '../ui/field.tsx'
import { Time } from '../ui/time.tsx'
import { toActInput, type SubscriptionActProps } from './act-props.ts'
import { adviseOnSubscription } from './advise-on-subscription.ts'
import { storeAbilities } from './possible-acts.ts'

/** Turns the renewal off at the store; the access lasts until its end. */
export function CancelAct({ subscription, onReload, onClose }: SubscriptionActProps) {
  const { store } = subscription
  const [isFinal, setFinal] = useState(false)
  const keyOf = useRetryKey()
  const storeName = storeLabel(i18n, store)
  return (
    <ActDialog
      title={i18n.t('Turn the renewal off')}
      confirm={i18n.t('Turn the renewal off')}
      warning={
        isFinal
          ? i18n.t('This is final: {store} stops the payments, and the customer has to subscribe again.', {
              store: storeName,
            })
          : i18n.t('{store} charges nothing any more. The customer can turn the renewal on again there.', {
              store: storeName,
            })
      }
      document={CancelSubscriptionDocument}
      toVariables={(form) => {
        const input = { ...toActInput(subscription, form), byDeveloper: form.has('byDeveloper') }
        return { input: { ...input, idempotencyKey: keyOf(input) } }
      }}
      readProblem={({ cancelSubscription }) => cancelSubscription.problem}
      advise={adviseOnSubscription}
      describeDone={() => i18n.t('The renewal is turned off.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <CancelEffect subscription={subscription} />
      {storeAbilities[store].stopsPayments && (
        <CheckField
          label={i18n.t('Stop the payments')}
          hint={i18n.t('The customer cannot turn the renewal on again.')}
          name="byDeveloper"
          checked={isFinal}
          onChange={({ target }) => setFinal(target.checked)}
        />
      )}
    </ActDialog>
  )
}

function CancelEffect({
  subscription: { willRenew, renewsAt, accessUntil },
}: Pick<SubscriptionActProps, 'subscription'>) {
  return (
    <>
      <ChangePreview
        changes={[
          [
            i18n.t('Renews'),
            <RenewalText key="before" willRenew={willRenew} renewsAt={renewsAt} />,
            i18n.t('does not renew'),
          ],
        ]}
      />
      {accessUntil !== null && (
        <p>
          {i18n.t('The access stays until')} <Time iso={accessUntil} withZone />
        </p>
      )}
    </>
  )
}
