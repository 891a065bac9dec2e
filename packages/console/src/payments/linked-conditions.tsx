import { i18n } from '@lingui/core'
import type { ReactNode } from 'react'
import { Between, ConditionChips } from '../pages/condition-chips.tsx'
import { periodKindLabel, periodPhaseLabel, trialOutcomeLabel } from '../subscriptions/subscription-labels.ts'
import { Time } from '../ui/time.tsx'
import { linkedConditions, type FilterProps, type PaymentSearch } from './payment-search.ts'

/** The conditions that a link of another page has set. Each can be removed. */
export function LinkedConditions({ search, onChange }: FilterProps) {
  const set = linkedConditions.filter((name) => search[name] !== undefined)
  return (
    <ConditionChips
      conditions={set.map((name) => [name, describers[name](search)] as const)}
      onRemove={(name) => onChange({ [name]: undefined })}
    />
  )
}

type LinkedCondition = (typeof linkedConditions)[number]

const describers: Record<LinkedCondition, (search: PaymentSearch) => ReactNode> = {
  alert: ({ alert }) =>
    alert?.includes('FAILED') === true
      ? i18n.t('Acknowledgement refused by the store')
      : i18n.t('Acknowledgement deadline near'),
  delivery: () => i18n.t('Not delivered by the game server'),
  unknown: ({ unknown }) =>
    unknown?.includes('price') === true ? i18n.t('Unknown price') : i18n.t('Unknown country'),
  consumable: ({ consumable }) =>
    consumable === 'yes' ? i18n.t('Consumable items') : i18n.t('Items that are not consumable'),
  paid: ({ paid = '' }) => <Between label={i18n.t('Paid')} text={paid} />,
  refunded: ({ refunded = '' }) => <Between label={i18n.t('Refunded')} text={refunded} />,
  kind: ({ kind = [] }) => kind.map((each) => periodKindLabel(i18n, each)).join(', '),
  again: ({ again }) =>
    again === 'yes' ? i18n.t('The user had the item before') : i18n.t('The user never had the item before'),
  phase: ({ phase = [] }) => phase.map((each) => periodPhaseLabel(i18n, each)).join(', '),
  outcome: ({ outcome = [] }) => outcome.map((each) => trialOutcomeLabel(i18n, each)).join(', '),
  ends: ({ ends = '' }) => <Between label={i18n.t('Period end')} text={ends} />,
  current: ({ current = '' }) => (
    <>
      {i18n.t('Current periods of subscriptions at')} <Time iso={current} />
    </>
  ),
}
