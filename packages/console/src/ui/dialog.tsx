import { clsx } from 'clsx'
import { useEffect, useId, useRef, type ReactNode } from 'react'

type DialogProps = {
  readonly title: string
  readonly children: ReactNode
  readonly width?: string
  /** Without it the dialog cannot be closed by the operator. */
  readonly onClose?: () => void
}

/** A modal dialog: the browser keeps the focus in it, and the page behind it inert. */
export function Dialog({ title, children, onClose, width = 'max-w-md' }: DialogProps) {
  const titleId = useId()
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      className={clsx(
        'w-[calc(100%-1.5rem)] rounded-lg border border-line bg-canvas p-4 shadow-xl sm:p-5',
        width,
      )}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
    >
      <h2 id={titleId} className="mb-3 text-base font-semibold">
        {title}
      </h2>
      {children}
    </dialog>
  )
}
