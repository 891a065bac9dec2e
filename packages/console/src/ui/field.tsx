import { clsx } from 'clsx'
import { useId, type ComponentProps, type ReactNode } from 'react'

const controlClass =
  'h-8 w-full rounded-md border border-control bg-canvas px-2 text-[13px] placeholder:text-soft max-sm:h-9 max-sm:text-base'

type FieldProps = {
  readonly label: string
  readonly hint?: ReactNode
  readonly wrapperClass?: string | undefined
}

type FrameProps = FieldProps & {
  readonly children: (control: {
    readonly id: string
    readonly 'aria-describedby': string | undefined
  }) => ReactNode
}

/** A label above a control, and a hint below it. */
function FieldFrame({ label, hint, wrapperClass, children }: FrameProps) {
  const id = useId()
  const hintId = `${id}-hint`
  return (
    <div className={clsx('min-w-0', wrapperClass)}>
      <label htmlFor={id} className="mb-1 block text-xs text-soft">
        {label}
      </label>
      {children({ id, 'aria-describedby': hint === undefined ? undefined : hintId })}
      {hint !== undefined && (
        <p id={hintId} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}

export function TextField({
  label,
  hint,
  wrapperClass,
  className,
  ...props
}: FieldProps & ComponentProps<'input'>) {
  return (
    <FieldFrame label={label} hint={hint} wrapperClass={wrapperClass}>
      {(control) => <input {...control} className={clsx(controlClass, className)} {...props} />}
    </FieldFrame>
  )
}

export function TextArea({
  label,
  hint,
  wrapperClass,
  className,
  ...props
}: FieldProps & ComponentProps<'textarea'>) {
  return (
    <FieldFrame label={label} hint={hint} wrapperClass={wrapperClass}>
      {(control) => (
        <textarea
          {...control}
          rows={3}
          className={clsx(controlClass, 'h-auto py-1.5', className)}
          {...props}
        />
      )}
    </FieldFrame>
  )
}

type SelectFieldProps = FieldProps &
  Omit<ComponentProps<'select'>, 'children'> & {
    readonly options: readonly (readonly [value: string, text: string])[]
  }

export function SelectField({ label, hint, wrapperClass, className, options, ...props }: SelectFieldProps) {
  return (
    <FieldFrame label={label} hint={hint} wrapperClass={wrapperClass}>
      {(control) => (
        <select {...control} className={clsx(controlClass, className)} {...props}>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  )
}

export function CheckField({
  label,
  hint,
  wrapperClass,
  ...props
}: FieldProps & Omit<ComponentProps<'input'>, 'type'>) {
  const id = useId()
  return (
    <div className={clsx('flex min-w-0 items-start gap-2', wrapperClass)}>
      <input id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...props} />
      <label htmlFor={id}>
        {label}
        {hint !== undefined && <span className="block text-xs text-soft">{hint}</span>}
      </label>
    </div>
  )
}
