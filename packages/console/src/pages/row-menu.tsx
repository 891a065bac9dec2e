import { EllipsisVertical } from 'lucide-react'
import { Menu, MenuItem } from '../ui/menu.tsx'

type RowMenuProps = {
  /** The name for screen readers. */
  readonly name: string
  readonly items: readonly (readonly [text: string, onSelect: () => void])[]
}

/** The acts on the row of a table. */
export function RowMenu({ name, items }: RowMenuProps) {
  if (items.length === 0) return null
  return (
    <Menu kind="quiet" name={name} className="h-6! px-1!" label={<EllipsisVertical aria-hidden size={15} />}>
      {items.map(([text, onSelect]) => (
        <MenuItem key={text} onSelect={onSelect}>
          {text}
        </MenuItem>
      ))}
    </Menu>
  )
}
