import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CombinedError } from 'urql'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { keepApp } from '../app/search-text.ts'
import { Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'

type PageFrameProps = {
  readonly title: string
  /** The acts on what the page lists. */
  readonly acts?: ReactNode
  readonly children: ReactNode
}

/** A page with its title and its acts in one line. */
export function PageFrame({ title, acts, children }: PageFrameProps) {
  usePageTitle(title)
  return (
    <div className="flex min-w-0 flex-col">
      <header className="flex min-h-12 flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
        <h1 className="min-w-0 flex-1 text-base font-semibold">{title}</h1>
        {acts}
      </header>
      {children}
    </div>
  )
}

type BackLinkProps = {
  readonly to: '/notifications' | '/webhooks' | '/subscriptions'
  readonly search?: typeof keepApp
  readonly children: ReactNode
}

export function BackLink({ to, search = keepApp, children }: BackLinkProps) {
  return (
    <Link to={to} search={search} className="mb-3 inline-flex items-center gap-1 text-soft hover:text-ink">
      <ChevronLeft aria-hidden size={14} />
      {children}
    </Link>
  )
}

type LoadedProps<Data> = {
  readonly data: Data | undefined
  readonly error: CombinedError | undefined
  readonly onRetry: () => void
  readonly children: (data: Data) => ReactNode
}

/** What was loaded; before that a skeleton, and the error if nothing could be loaded. */
export function Loaded<Data>({ data, error, onRetry, children }: LoadedProps<Data>) {
  if (data !== undefined) return <>{children(data)}</>
  if (error !== undefined) {
    return (
      <div className="p-4">
        <ApiErrorNote error={error} onRetry={onRetry} />
      </div>
    )
  }
  return (
    <div className="grid gap-4 p-4" aria-busy aria-label={i18n.t('Loading')} role="status">
      <Skeleton className="h-5 w-64" />
      <Skeleton className="w-full" />
      <Skeleton className="w-2/3" />
    </div>
  )
}
