import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { readLanguage } from '../app/preferences.ts'
import { storeLabel } from '../format/labels.ts'
import { formatTime } from '../format/time.ts'
import { ExtendSubscriptionDocument, type ExtendSubscriptionMutation } from '../generated/operations.ts'
import { ChangePreview } from '../payment-acts/change-preview.tsx'
import { readText } from '../session/use-submit.ts'
import { TextField } from '../ui/field.tsx'
import { Time } from '../ui/time.tsx'
import { toActInput, type SubscriptionActProps } from './act-props.ts'
import { adviseOnSubscription } from './advise-on-subscription.ts'
import { storeAbilities } from './possible-acts.ts'

const dayMs = 24 * 60 * 60_000

/** Moves the end of the current period at the store, without a charge. */
export function ExtendAct({ subscription, onReload, onClose }: SubscriptionActProps) {
  const { store } = subscription
  const keyOf = useRetryKey()
  return (
    <ActDialog
      title={i18n.t('Extend the subscription')}
      confirm={i18n.t('Extend')}
      warning={i18n.t('This is final: days that {store} has given cannot be taken back.', {
        store: storeLabel(i18n, store),
      })}
      document={ExtendSubscriptionDocument}
      toVariables={(form) => {
        const input = { ...toActInput(subscription, form), days: Number(readText(form, 'days')) }
        return { input: { ...input, idempotencyKey: keyOf(input) } }
      }}
      readProblem={({ extendSubscription }) => extendSubscription.problem}
      advise={adviseOnSubscription}
      describeDone={describeDone}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <ExtendFields subscription={subscription} />
    </ActDialog>
  )
}

/** By how many days, and what that means. */
function ExtendFields({
  subscription: { store, accessUntil, willRenew },
}: Pick<SubscriptionActProps, 'subscription'>) {
  const maxDays = storeAbilities[store].maxDays ?? 1
  const [text, setText] = useState('7')
  const days = readDays(text, maxDays)
  return (
    <>
      <TextField
        label={i18n.t('Days')}
        hint={
          store === 'APP_STORE'
            ? i18n.t('1 to {maxDays}. The App Store extends a subscription twice in a year at most.', {
                maxDays,
              })
            : i18n.t('1 to {maxDays}.', { maxDays })
        }
        name="days"
        type="number"
        inputMode="numeric"
        min={1}
        max={maxDays}
        step={1}
        value={text}
        onChange={({ target }) => setText(target.value)}
        required
      />
      {accessUntil !== null && (
        <ChangePreview
          changes={[
            [
              i18n.t('Access until'),
              <Time key="before" iso={accessUntil} />,
              days === null ? '–' : <Time key="after" iso={addDays(accessUntil, days)} />,
            ],
          ]}
        />
      )}
      <p>
        {willRenew
          ? i18n.t('Nothing is charged. The next charge moves by the same days.')
          : i18n.t('Nothing is charged. The subscription still ends then.')}
      </p>
    </>
  )
}

function readDays(text: string, maxDays: number): number | null {
  const days = Number(text)
  return Number.isInteger(days) && days >= 1 && days <= maxDays ? days : null
}

const addDays = (iso: string, days: number) => new Date(Date.parse(iso) + days * dayMs).toISOString()

function describeDone({ extendSubscription: { subscription } }: ExtendSubscriptionMutation): string {
  const until = subscription?.accessUntil ?? null
  return until === null
    ? i18n.t('The subscription is extended.')
    : i18n.t('The subscription is extended: the access lasts until {time}.', {
        time: formatTime(until, readLanguage(), true),
      })
}
