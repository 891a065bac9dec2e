import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** What is wrong, and what to do next. */
export function ErrorNote({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2 border-l-2 border-bad bg-panel px-3 py-2">
      <CircleAlert aria-hidden size={16} className="mt-0.5 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children !== undefined && <div className="text-soft">{children}</div>}
      </div>
    </div>
  )
}

/** An empty list: why it is empty, and what to do first. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="px-4 py-16 text-center">
      <p className="text-sm font-medium">{title}</p>
      {children !== undefined && <div className="mx-auto mt-1 max-w-md text-soft">{children}</div>}
    </div>
  )
}

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={clsx('block h-3 animate-pulse rounded bg-line', className)} />
}
