import { i18n } from '@lingui/core'
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'

export type Change = readonly [title: string, before: ReactNode, after: ReactNode]

/** What an act will change: each value before and after. */
export function ChangePreview({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <dl aria-label={i18n.t('What will change')} className="border-y border-line">
      {changes.map(([title, before, after]) => (
        <div
          key={title}
          className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-x-3 py-1.5 not-first:border-t not-first:border-line"
        >
          <dt className="text-soft">{title}</dt>
          <dd className="flex min-w-0 flex-wrap items-center gap-x-2">
            <span className="min-w-0 break-words text-soft">{before}</span>
            <ArrowRight aria-label={i18n.t('becomes')} size={13} className="shrink-0 text-soft" />
            <span className="min-w-0 font-medium break-words">{after}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
