import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { storeLabel } from '../format/labels.ts'
import { RefreshSubscriptionDocument } from '../generated/operations.ts'
import { Time } from '../ui/time.tsx'
import type { SubscriptionActProps } from './act-props.ts'

/** Asks the store now what the subscription is. */
export function RefreshAct({ subscription, onReload, onClose }: SubscriptionActProps) {
  const { id, store, storeReadAt } = subscription
  return (
    <ActDialog
      title={i18n.t('Read the store again')}
      confirm={i18n.t('Read')}
      document={RefreshSubscriptionDocument}
      toVariables={() => ({ input: { subscriptionId: id } })}
      readProblem={({ refreshSubscription }) => refreshSubscription.problem}
      describeDone={({ refreshSubscription: { changed } }) =>
        changed
          ? i18n.t('The store stated something new. The page shows it.')
          : i18n.t('The store states what was recorded.')
      }
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          '{store} is asked now what the subscription is. What differs is recorded; nothing is changed at the store.',
          { store: storeLabel(i18n, store) },
        )}
      </p>
      <p className="text-soft">
        {i18n.t('Last reading')}: <Time iso={storeReadAt} withZone />
      </p>
    </ActDialog>
  )
}
