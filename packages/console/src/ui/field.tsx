import { clsx } from 'clsx'
import { useId, type ComponentProps, type ReactNode } from 'react'

const controlClass =
  'h-8 w-full rounded-md border border-control bg-canvas px-2 text-[13px] placeholder:text-soft max-sm:h-9 max-sm:text-base'

type FieldProps = { readonly label: string; readonly hint?: ReactNode; readonly wrapperClass?: string }

export function TextField({
  label,
  hint,
  wrapperClass,
  className,
  ...props
}: FieldProps & ComponentProps<'input'>) {
  const id = useId()
  const hintId = `${id}-hint`
  return (
    <div className={clsx('min-w-0', wrapperClass)}>
      <label htmlFor={id} className="mb-1 block text-xs text-soft">
        {label}
      </label>
      <input
        id={id}
        className={clsx(controlClass, className)}
        aria-describedby={hint === undefined ? undefined : hintId}
        {...props}
      />
      {hint !== undefined && (
        <p id={hintId} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}
