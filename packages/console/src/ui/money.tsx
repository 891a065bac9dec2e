import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'
import { formatMoney, type MoneyText } from '../format/money.ts'

/** An exact amount; the decimal text of the server on hover. */
export function Money({ money }: { readonly money: MoneyText | null }) {
  if (money === null) return <span className="text-soft">{i18n.t('not reported')}</span>
  return (
    <span className="whitespace-nowrap" title={`${money.amount} ${money.currencyCode}`}>
      {formatMoney(money, readLanguage())}
    </span>
  )
}
