import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { keepApp } from '../app/search-text.ts'

const pages = [
  ['sales', '/statistics', () => i18n.t('Sales')],
  ['subscriptions', '/statistics/subscriptions', () => i18n.t('Subscriptions')],
] as const

/** The pages of the statistics. */
export function StatisticsTabs({ value }: { readonly value: (typeof pages)[number][0] }) {
  return (
    <nav aria-label={i18n.t('Statistics')} className="flex gap-1 border-b border-line px-0.5 sm:px-1.5">
      {pages.map(([name, to, title]) => (
        <Link
          key={name}
          to={to}
          search={keepApp}
          aria-current={name === value ? 'page' : undefined}
          className={clsx(
            '-mb-px flex h-9 items-center border-b-2 px-2.5',
            name === value ? 'border-accent font-medium' : 'border-transparent text-soft hover:text-ink',
          )}
        >
          {title()}
        </Link>
      ))}
    </nav>
  )
}
