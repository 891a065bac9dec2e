import { i18n } from '@lingui/core'
import { useState } from 'react'
import type { ImportItemsMutation } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { importErrorText } from './item-labels.ts'

type Result = ImportItemsMutation['importItems']
type Row = NonNullable<Result['rows']>[number]

export function ImportErrors({ result: { errors, errorCount } }: { readonly result: Result }) {
  return (
    <>
      <ErrorNote title={i18n.t('The file has {count} errors. Nothing was imported.', { count: errorCount })}>
        {i18n.t('Correct the rows, and choose the file again.')}
      </ErrorNote>
      <div
        className="max-h-80 overflow-auto border border-line"
        tabIndex={0}
        role="region"
        aria-label={i18n.t('Errors')}
      >
        <table className="w-full border-collapse text-left">
          <thead className="text-xs text-soft">
            <tr className="border-b border-line">
              {[i18n.t('Row'), i18n.t('Column'), i18n.t('Error')].map((title) => (
                <th key={title} scope="col" className="px-2 py-1.5 font-normal">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {errors.map(({ row, column, code, message }, index) => (
              <tr key={index} className="border-b border-line align-top">
                <td className="px-2 py-1">{row ?? '–'}</td>
                <td className="px-2 py-1">
                  <bdi className="line-clamp-2 break-all">{column ?? '–'}</bdi>
                </td>
                <td className="px-2 py-1">
                  {importErrorText(code)}
                  <bdi lang="en" className="line-clamp-2 text-xs break-words text-soft">
                    {message}
                  </bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const shownRows = 50

export function ImportPreview({ result }: { readonly result: Result }) {
  const { createdCount, changedCount, unchangedCount, rows } = result
  const [isWhole, setWhole] = useState(false)
  const shown = (rows ?? []).slice(0, isWhole ? undefined : shownRows)
  const hiddenCount = (rows?.length ?? 0) - shown.length
  return (
    <>
      <p role="status">
        {i18n.t('{created} created, {changed} changed, {unchanged} stay as they are.', {
          created: createdCount,
          changed: changedCount,
          unchanged: unchangedCount,
        })}
      </p>
      {shown.length > 0 && (
        <ul
          className="max-h-80 overflow-auto border border-line"
          tabIndex={0}
          aria-label={i18n.t('What the file changes')}
        >
          {shown.map((row) => (
            <RowPreview key={row.row} row={row} />
          ))}
        </ul>
      )}
      {hiddenCount > 0 && (
        <Button onClick={() => setWhole(true)}>{i18n.t('Show {count} more', { count: hiddenCount })}</Button>
      )}
    </>
  )
}

function RowPreview({ row: { itemId, outcome, before, after } }: { readonly row: Row }) {
  const changes = listChanges(before, after)
  return (
    <li className="border-b border-line px-2 py-1.5 last:border-0">
      <span className="text-soft">{outcome === 'CREATED' ? i18n.t('new') : i18n.t('changed')} </span>
      <bdi className="font-mono text-xs break-all">{itemId}</bdi>
      <ul className="text-xs">
        {changes.map(({ field, old, now }) => (
          <li key={field} className="break-words">
            <span className="text-soft">{field}: </span>
            {old !== null && (
              <>
                <del className="text-soft">
                  <bdi>{old}</bdi>
                </del>
                {' → '}
              </>
            )}
            <bdi>{now ?? i18n.t('removed')}</bdi>
          </li>
        ))}
      </ul>
    </li>
  )
}

type Change = { readonly field: string; readonly old: string | null; readonly now: string | null }

/** The fields that differ; each product counts as one. */
function listChanges(before: unknown, after: unknown): Change[] {
  const [old, now] = [flatten(before), flatten(after)]
  const fields = [...new Set([...old.keys(), ...now.keys()])].filter((field) => field !== 'itemId')
  return fields
    .map((field) => ({ field, old: old.get(field) ?? null, now: now.get(field) ?? null }))
    .filter((change) => change.old !== change.now)
}

function flatten(fields: unknown): ReadonlyMap<string, string> {
  if (typeof fields !== 'object' || fields === null) return new Map()
  return new Map(
    Object.entries(fields).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, inner]): [string, string] => [key, String(inner)])
        : [[name, String(value)] as [string, string]],
    ),
  )
}
