import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { useKeys } from '../app/use-keys.ts'

type SidePanelProps = {
  readonly title: ReactNode
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A preview beside the list; the list stays usable. Escape closes it. */
export function SidePanel({ title, children, onClose }: SidePanelProps) {
  const titleId = useId()
  useKeys({ Escape: onClose })
  return (
    <aside
      aria-labelledby={titleId}
      className="fixed inset-y-0 right-0 z-20 flex w-full max-w-md flex-col border-l border-line bg-canvas shadow-xl"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-4">
        <h2 id={titleId} className="min-w-0 flex-1 truncate font-semibold">
          {title}
        </h2>
        <button
          type="button"
          aria-label={i18n.t('Close')}
          className="inline-flex size-8 items-center justify-center rounded-md text-soft hover:bg-hover hover:text-ink"
          onClick={onClose}
        >
          <X aria-hidden size={16} />
        </button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
    </aside>
  )
}
