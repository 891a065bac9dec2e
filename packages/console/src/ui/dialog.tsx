import { useEffect, useId, useRef, type ReactNode } from 'react'

type DialogProps = {
  readonly title: string
  readonly children: ReactNode
  /** Without it the dialog cannot be closed by the operator. */
  readonly onClose?: () => void
}

/** A modal dialog: the browser keeps the focus in it, and the page behind it inert. */
export function Dialog({ title, children, onClose }: DialogProps) {
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
      className="w-full max-w-md rounded-lg border border-line bg-canvas p-5 shadow-xl"
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
