import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Figure = {
  readonly title: string
  readonly value: ReactNode
  /** What the number contains, where its name does not say it. */
  readonly hint?: string
}

type FiguresProps = {
  readonly figures: readonly Figure[]
  /** Whether they stand in four columns, so that figures of one kind have a row. */
  readonly inColumns?: boolean
}

/** Numbers with their names, side by side. */
export function Figures({ figures, inColumns = false }: FiguresProps) {
  return (
    <dl
      className={clsx(
        'grid grid-cols-2 gap-x-6 gap-y-3 px-3 sm:px-4',
        inColumns ? 'max-w-4xl sm:grid-cols-4' : 'sm:flex sm:flex-wrap sm:gap-x-8',
      )}
    >
      {figures.map(({ title, value, hint }) => (
        <div key={title} className="flex min-w-20 flex-col" title={hint}>
          <dt className="text-xs text-soft">{title}</dt>
          <dd className="text-lg leading-7 font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
