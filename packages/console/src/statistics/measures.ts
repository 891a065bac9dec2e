import { i18n } from '@lingui/core'
import { storeLabel } from '../format/labels.ts'
import { formatDay } from '../format/day.ts'
import { formatMoney } from '../format/money.ts'
import type { StatisticsGroupFragment } from '../generated/operations.ts'
import type { Grouping, Measure } from './statistics-search.ts'

export function measureLabel(measure: Measure): string {
  const labels = {
    gross: () => i18n.t('Gross'),
    net: () => i18n.t('Net'),
    refunded: () => i18n.t('Refunded'),
    paymentCount: () => i18n.t('Payments'),
    buyerCount: () => i18n.t('Buyers'),
  }
  return labels[measure]()
}

export function groupingLabel(grouping: Grouping): string {
  const labels = {
    DAY: () => i18n.t('Day'),
    MONTH: () => i18n.t('Month'),
    STORE: () => i18n.t('Store'),
    ITEM: () => i18n.t('Item'),
    COUNTRY: () => i18n.t('Country'),
  }
  return labels[grouping]()
}

/** What a group is called in the table and in the chart. */
export function groupLabel(group: StatisticsGroupFragment, grouping: Grouping, language: string): string {
  switch (grouping) {
    case 'DAY':
      return formatDay(group.firstDay, language)
    case 'MONTH':
      return new Intl.DateTimeFormat(language, { timeZone: 'UTC', year: 'numeric', month: 'short' }).format(
        new Date(`${group.firstDay}T00:00:00Z`),
      )
    case 'STORE':
      return group.store === null ? '–' : storeLabel(i18n, group.store)
    case 'ITEM':
      return group.itemId ?? '–'
    case 'COUNTRY':
      return group.countryCode === null ? i18n.t('Unknown country') : countryName(group.countryCode, language)
  }
}

function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}

/** The exact value of a measure, as a text; null if there is none. */
export function measureText(
  group: StatisticsGroupFragment,
  measure: Measure,
  language: string,
): string | null {
  if (measure === 'paymentCount' || measure === 'buyerCount') {
    const count = group[measure]
    return count === null ? null : new Intl.NumberFormat(language).format(count)
  }
  const { currencyCode } = group
  return currencyCode === null ? null : formatMoney({ amount: group[measure], currencyCode }, language)
}

/** A share, `0.038889`, in percent. */
export function formatShare(share: string | null, language: string): string {
  if (share === null) return '–'
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(
    share as Intl.StringNumericLiteral,
  )
}
