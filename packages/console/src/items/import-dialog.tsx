import { i18n } from '@lingui/core'
import { useState, type ChangeEvent } from 'react'
import { ActFailureNote } from '../acts/act-failure-note.tsx'
import { useAct } from '../acts/use-act.ts'
import { ImportItemsDocument, type ImportItemsMutation } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { announce } from '../ui/status-message.tsx'
import { ImportErrors, ImportPreview } from './import-preview.tsx'
import { readItemFile, type ItemFile } from './read-item-file.ts'

type ImportDialogProps = { readonly onDone: () => void; readonly onClose: () => void }

/** Errors of rows are data of the page, not a failure of the act. */
const readProblem = ({ importItems }: ImportItemsMutation) =>
  importItems.errors.length > 0 ? null : importItems.problem

/** Reads a file, shows what it would change, and imports it. */
export function ImportDialog({ onDone, onClose }: ImportDialogProps) {
  const [file, setFile] = useState<ItemFile | 'TOO_LARGE' | null>(null)
  const [preview, setPreview] = useState<ImportItemsMutation['importItems'] | null>(null)
  const { isPending, failure, run } = useAct({ document: ImportItemsDocument, readProblem })
  const send = async (csv: string, dryRun: boolean) =>
    (await run({ input: { csv, dryRun } }, null))?.importItems ?? null
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? []
    setPreview(null)
    if (chosen === undefined) return
    const read = await readItemFile(chosen)
    setFile(read ?? 'TOO_LARGE')
    if (read !== null) setPreview(await send(read.text, true))
  }
  const importFile = async () => {
    if (file === null || file === 'TOO_LARGE') return
    const result = await send(file.text, false)
    if (result === null || result.problem !== null) {
      setPreview(result)
      return
    }
    announce(i18n.t('The file is imported.'))
    onDone()
    onClose()
  }
  const changeCount = (preview?.createdCount ?? 0) + (preview?.changedCount ?? 0)
  return (
    <Dialog title={i18n.t('Import items')} width="max-w-3xl" onClose={onClose}>
      <div className="grid gap-3">
        <FileField onChoose={(event) => void choose(event)} />
        {file === 'TOO_LARGE' && <ErrorNote title={i18n.t('The file is larger than 1 MiB. Split it.')} />}
        {file !== null && file !== 'TOO_LARGE' && file.encoding === 'euc-kr' && (
          <p className="text-soft">{i18n.t('The file is not UTF-8; it was read as EUC-KR.')}</p>
        )}
        {failure !== null && <ActFailureNote failure={failure} />}
        {isPending && <p className="text-soft">{i18n.t('Comparing the file with the items…')}</p>}
        {preview !== null && preview.errors.length > 0 && <ImportErrors result={preview} />}
        {preview !== null && preview.errors.length === 0 && <ImportPreview result={preview} />}
        <Buttons
          changeCount={changeCount}
          isReady={!isPending && changeCount > 0}
          onImport={() => void importFile()}
          onClose={onClose}
        />
      </div>
    </Dialog>
  )
}

type ButtonsProps = {
  readonly changeCount: number
  readonly isReady: boolean
  readonly onImport: () => void
  readonly onClose: () => void
}

function Buttons({ changeCount, isReady, onImport, onClose }: ButtonsProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>{i18n.t('Cancel')}</Button>
      <Button kind="primary" disabled={!isReady} onClick={onImport}>
        {i18n.t('Import {count} items', { count: changeCount })}
      </Button>
    </div>
  )
}

function FileField({ onChoose }: { readonly onChoose: (event: ChangeEvent<HTMLInputElement>) => void }) {
  return (
    <TextField
      label={i18n.t('CSV file')}
      hint={i18n.t(
        'At most 1,000 rows. Export the items to see the columns. An empty cell of a store removes the product; other columns that are empty or absent change nothing. All rows are imported, or none.',
      )}
      type="file"
      accept=".csv,text/csv,text/plain"
      className="h-auto! py-1!"
      onChange={onChoose}
    />
  )
}
