import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

const kinds = {
  primary: 'bg-accent text-accent-ink hover:opacity-90',
  plain: 'border border-control bg-canvas hover:bg-hover',
  danger: 'bg-bad text-canvas hover:opacity-90',
  quiet: 'text-soft hover:bg-hover hover:text-ink',
}

type ButtonProps = ComponentProps<'button'> & { readonly kind?: keyof typeof kinds }

export function buttonClass(kind: keyof typeof kinds = 'plain'): string {
  return clsx(
    'inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-3 text-[13px] font-medium whitespace-nowrap',
    'disabled:opacity-50 max-sm:h-9',
    kinds[kind],
  )
}

export function Button({ kind = 'plain', className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={clsx(buttonClass(kind), className)} {...props} />
}
