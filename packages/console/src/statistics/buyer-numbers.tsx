import { i18n } from '@lingui/core'
import { readLanguage } from '../app/preferences.ts'

type Buyers = {
  readonly buyerCount: number
  readonly newBuyerCount: number
  readonly returningBuyerCount: number
}

/** New and returning buyers of the whole period, each user once, in all currencies together. */
export function BuyerNumbers({ buyers: [buyers] }: { readonly buyers: readonly Buyers[] }) {
  if (buyers === undefined) return null
  const format = (count: number) => new Intl.NumberFormat(readLanguage()).format(count)
  const numbers = [
    [i18n.t('Buyers'), buyers.buyerCount],
    [i18n.t('New buyers'), buyers.newBuyerCount],
    [i18n.t('Returning buyers'), buyers.returningBuyerCount],
  ] as const
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 px-3 pt-2 sm:px-4">
      {numbers.map(([title, count]) => (
        <div key={title} className="flex gap-1.5">
          <dt className="text-soft">{title}</dt>
          <dd className="font-medium">{format(count)}</dd>
        </div>
      ))}
    </dl>
  )
}
