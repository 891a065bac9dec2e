import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { keepApp } from '../app/search-text.ts'
import { storeLabel } from '../format/labels.ts'
import { RevokeSubscriptionDocument, type SubscriptionRefundKind } from '../generated/operations.ts'
import { ChangePreview } from '../payment-acts/change-preview.tsx'
import { readText } from '../session/use-submit.ts'
import type { SubscriptionDetails } from '../subscriptions/subscription-details.ts'
import { subscriptionStatusLabel } from '../subscriptions/subscription-labels.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SelectField } from '../ui/field.tsx'
import { Money } from '../ui/money.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { toActInput, type SubscriptionActProps } from './act-props.ts'
import { adviseOnSubscription } from './advise-on-subscription.ts'
import { storeAbilities } from './possible-acts.ts'

/** Ends the access at the store now, with a refund. */
export function RevokeAct(props: SubscriptionActProps) {
  const { subscription, onClose } = props
  const period = findRefundedPeriod(subscription)
  return period?.refundNeedsApproval === true ? (
    <ApprovalFirst paymentId={period.id} onClose={onClose} />
  ) : (
    <RevokeDialog {...props} />
  )
}

/** The newest period, if its charge can still be returned. */
const findRefundedPeriod = ({ newest }: SubscriptionDetails) =>
  newest.nodes.find(({ status }) => status !== 'REFUNDED')

/** Approvals are about one payment: the period is refunded first, and then nothing is left that needs a second operator. */
function ApprovalFirst({ paymentId, onClose }: { readonly paymentId: string; readonly onClose: () => void }) {
  return (
    <Dialog title={i18n.t('The refund needs a second operator')} onClose={onClose}>
      <ol className="mb-4 list-decimal pl-5">
        <li>
          <TextLink to="/payments/$paymentId" params={{ paymentId }} search={keepApp} onClick={onClose}>
            {i18n.t('Request the refund of the current period')}
          </TextLink>
        </li>
        <li>{i18n.t('A second operator approves it.')}</li>
        <li>{i18n.t('Then revoke the subscription here.')}</li>
      </ol>
      <div className="flex justify-end">
        <Button onClick={onClose}>{i18n.t('Close')}</Button>
      </div>
    </Dialog>
  )
}

function RevokeDialog({ subscription, onReload, onClose }: SubscriptionActProps) {
  const { store, status } = subscription
  const [product, setProduct] = useState('')
  const keyOf = useRetryKey()
  const toVariables = (form: FormData) => {
    const input = {
      ...toActInput(subscription, form),
      refund: readRefund(form),
      storeProductId: product === '' ? null : product,
    }
    return { input: { ...input, idempotencyKey: keyOf(input) } }
  }
  return (
    <ActDialog
      title={i18n.t('Revoke the subscription')}
      confirm={i18n.t('Revoke')}
      warning={i18n.t('This is final: {store} ends the access at once and returns the money.', {
        store: storeLabel(i18n, store),
      })}
      document={RevokeSubscriptionDocument}
      toVariables={toVariables}
      readProblem={({ revokeSubscription }) => revokeSubscription.problem}
      advise={adviseOnSubscription}
      describeDone={() => i18n.t('The store has accepted the revocation. The page shows what it states now.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      {product === '' && (
        <ChangePreview
          changes={[
            [
              i18n.t('Status'),
              subscriptionStatusLabel(i18n, status),
              subscriptionStatusLabel(i18n, 'REVOKED'),
            ],
          ]}
        />
      )}
      <RevokeFields subscription={subscription} product={product} onProduct={setProduct} />
    </ActDialog>
  )
}

type FieldsProps = Pick<SubscriptionActProps, 'subscription'> & {
  /** Empty for the whole subscription. */
  readonly product: string
  readonly onProduct: (product: string) => void
}

function RevokeFields({ subscription, product, onProduct }: FieldsProps) {
  const { store, lines } = subscription
  const period = findRefundedPeriod(subscription)
  const kinds = product === '' ? storeAbilities[store].refunds : (['FULL'] as const)
  return (
    <>
      {store === 'GOOGLE_PLAY' && lines.length > 1 && (
        <SelectField
          label={i18n.t('What ends')}
          value={product}
          onChange={({ target }) => onProduct(target.value)}
          options={[
            ['', i18n.t('The whole subscription')],
            ...lines.map(
              ({ storeProductId, item }) => [storeProductId, item?.name ?? storeProductId] as const,
            ),
          ]}
        />
      )}
      <SelectField
        label={i18n.t('Refund')}
        name="refund"
        options={kinds.map((kind) => [kind, refundKindLabel(kind)])}
      />
      {period !== undefined && lines.length <= 1 && (
        <p className="text-soft">
          {i18n.t('Charge of the current period:')} <Money money={period.refundableAmount} />
        </p>
      )}
    </>
  )
}

const readRefund = (form: FormData): SubscriptionRefundKind =>
  readText(form, 'refund') === 'PRORATED' ? 'PRORATED' : 'FULL'

function refundKindLabel(kind: SubscriptionRefundKind): string {
  const labels = {
    FULL: () => i18n.t('The whole charge of the current period'),
    PRORATED: () => i18n.t('The part for the rest of the current period'),
    NONE: () => i18n.t('No refund'),
  }
  return labels[kind]()
}
