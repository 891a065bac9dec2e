import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useMay } from '../app/permissions.ts'
import { storeLabel } from '../format/labels.ts'
import { RefreshSubscriptionDocument } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import type { SubscriptionDetails } from './subscription-details.ts'

type ActsProps = { readonly subscription: SubscriptionDetails; readonly onReload: () => void }

/** What the operator may do with the subscription. What its role does not allow is not shown. */
export function SubscriptionActs({ subscription, onReload }: ActsProps) {
  const may = useMay()
  const [isReading, setReading] = useState(false)
  if (!may('refreshSubscription')) return null
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setReading(true)}>{i18n.t('Read the store again')}</Button>
      {isReading && (
        <RefreshDialog subscription={subscription} onReload={onReload} onClose={() => setReading(false)} />
      )}
    </div>
  )
}

type DialogProps = ActsProps & { readonly onClose: () => void }

function RefreshDialog({ subscription: { id, store }, onReload, onClose }: DialogProps) {
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
    </ActDialog>
  )
}
