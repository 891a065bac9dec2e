import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'accent'

const dots: Record<Tone, string> = {
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  idle: 'bg-idle',
  accent: 'bg-accent',
}

/** A dot and a word: the colour alone says nothing. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={clsx('size-1.5 shrink-0 rounded-full', dots[tone])} />
      {children}
    </span>
  )
}
