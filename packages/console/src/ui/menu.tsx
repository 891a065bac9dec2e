import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { buttonClass } from './button.tsx'

type MenuProps = {
  readonly label: ReactNode
  /** The name for screen readers, where the label is not enough. */
  readonly name?: string
  readonly kind?: 'primary' | 'plain' | 'quiet'
  readonly className?: string
  readonly children: ReactNode
}

/** A menu below a button. It does not lock the page, because that would need an inline style sheet. */
export function Menu({ label, name, kind = 'plain', className, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={clsx(buttonClass(kind), className)} aria-label={name}>
        {label}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 max-h-[70vh] min-w-44 max-w-80 overflow-y-auto rounded-md border border-line bg-canvas p-1 text-[13px] shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const itemClass =
  'flex min-h-8 cursor-pointer items-center gap-2 rounded px-2 outline-none select-none data-highlighted:bg-hover'

export function MenuItem({
  children,
  onSelect,
}: {
  readonly children: ReactNode
  readonly onSelect: () => void
}) {
  return (
    <DropdownMenu.Item className={itemClass} onSelect={onSelect}>
      {children}
    </DropdownMenu.Item>
  )
}

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs text-soft">{children}</DropdownMenu.Label>
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

type CheckItemProps = {
  readonly checked: boolean
  readonly children: ReactNode
  readonly onChange: (checked: boolean) => void
}

/** A choice of several: the menu stays open. */
export function MenuCheckItem({ checked, children, onChange }: CheckItemProps) {
  return (
    <DropdownMenu.CheckboxItem
      className={itemClass}
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <Mark shown={checked} />
      {children}
    </DropdownMenu.CheckboxItem>
  )
}

type RadioProps<Value extends string> = {
  readonly value: Value
  readonly options: readonly (readonly [Value, ReactNode])[]
  readonly onChange: (value: Value) => void
}

export function MenuRadio<Value extends string>({ value, options, onChange }: RadioProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as Value)}>
      {options.map(([option, label]) => (
        <DropdownMenu.RadioItem key={option} value={option} className={itemClass}>
          <Mark shown={option === value} />
          {label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

function Mark({ shown }: { readonly shown: boolean }) {
  return <Check aria-hidden size={14} className={clsx('shrink-0 text-accent', !shown && 'invisible')} />
}
