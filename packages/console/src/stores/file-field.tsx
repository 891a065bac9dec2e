import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import { useId, useState, type DragEvent, type ReactNode } from 'react'
import { TextArea } from '../ui/field.tsx'

/** A credential file has some kilobytes. */
const maxBytes = 32 * 1024

type FileFieldProps = {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly accept: string
  readonly isRequired: boolean
  readonly onRead: (file: { readonly name: string; readonly text: string } | null) => void
}

/** Takes a credential file that is dropped or chosen. Its text stays in the page until it is sent, and is never shown. */
export function FileField({ name, label, hint, accept, isRequired, onRead }: FileFieldProps) {
  const id = useId()
  const [file, setFile] = useState<string | null>(null)
  const [isPasted, setPasted] = useState(false)
  const read = async (chosen: File | undefined) => {
    const isFit = chosen !== undefined && chosen.size <= maxBytes
    onRead(isFit ? { name: chosen.name, text: await chosen.text() } : null)
    setFile(isFit ? chosen.name : null)
  }
  if (isPasted) {
    return (
      <TextArea label={label} hint={hint} name={name} rows={4} required={isRequired} className="font-mono" />
    )
  }
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs text-soft">
        {label}
      </label>
      <DropArea onDrop={(chosen) => void read(chosen)}>
        <input
          id={id}
          type="file"
          accept={accept}
          required={isRequired && file === null}
          aria-describedby={`${id}-hint`}
          className="min-w-0 flex-1 text-xs"
          onChange={({ target }) => void read(target.files?.[0])}
        />
        <button type="button" className="text-xs text-soft underline" onClick={() => setPasted(true)}>
          {i18n.t('Paste the text instead')}
        </button>
      </DropArea>
      <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
        {hint}
        {file !== null && (
          <bdi className="block text-ink">{i18n.t('{file} is read. It is not shown again.', { file })}</bdi>
        )}
      </p>
    </div>
  )
}

type DropAreaProps = {
  readonly onDrop: (file: File | undefined) => void
  readonly children: ReactNode
}

function DropArea({ onDrop, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onDrop(event.dataTransfer.files[0])
  }
  return (
    <div
      className={clsx(
        'flex flex-wrap items-center gap-2 rounded-md border border-dashed border-control p-2',
        isOver && 'bg-accent-soft',
      )}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  )
}
