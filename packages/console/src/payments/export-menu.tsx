import { i18n } from '@lingui/core'
import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { titleOf } from '../api/api-error-note.tsx'
import { useAppKeys } from '../app/app-keys.tsx'
import { readLanguage } from '../app/preferences.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { announce } from '../ui/status-message.tsx'
import {
  ExportError,
  receiveExport,
  saveFile,
  type ExportFormat,
  type ExportProgress,
} from './payment-export.ts'
import { toPaymentVariables, type PaymentSearch } from './payment-search.ts'

type ExportState =
  | { readonly kind: 'RUNNING'; readonly progress: ExportProgress }
  | { readonly kind: 'FAILED'; readonly code: string }

/** Exports the payments of the filter, in their order. The export goes on while the operator works with the list. */
export function ExportMenu({ search }: { readonly search: PaymentSearch }) {
  const { state, start, cancel, dismiss } = useExport(search)
  if (state?.kind === 'RUNNING') return <Progress progress={state.progress} onCancel={cancel} />
  return (
    <>
      <Menu
        label={
          <>
            <Download aria-hidden size={14} />
            {i18n.t('Export')}
          </>
        }
      >
        <MenuItem onSelect={() => void start('csv')}>{i18n.t('As CSV')}</MenuItem>
        <MenuItem onSelect={() => void start('xlsx')}>{i18n.t('As Excel workbook')}</MenuItem>
      </Menu>
      {state?.kind === 'FAILED' && (
        <span role="alert" className="flex items-center gap-1 text-bad">
          {state.code === 'INCOMPLETE' ? i18n.t('The file was cut off. Export again.') : titleOf(state.code)}
          <Button kind="quiet" onClick={dismiss}>
            {i18n.t('Close')}
          </Button>
        </span>
      )}
    </>
  )
}

function Progress({
  progress: { rows, bytes, total },
  onCancel,
}: {
  readonly progress: ExportProgress
  readonly onCancel: () => void
}) {
  const known = total === null ? null : Number(total.replace('+', ''))
  return (
    <span className="flex items-center gap-2">
      <span className="text-soft tabular-nums">{describeProgress(rows, bytes, total)}</span>
      <progress
        aria-label={i18n.t('Export')}
        className="h-1.5 w-24 accent-accent"
        {...(rows === null || known === null || known === 0 ? {} : { value: Math.min(1, rows / known) })}
      />
      <Button onClick={onCancel}>{i18n.t('Cancel the export')}</Button>
    </span>
  )
}

function describeProgress(rows: number | null, bytes: number, total: string | null): string {
  if (total === null) return i18n.t('The export is being prepared.')
  const number = (value: number) => new Intl.NumberFormat(readLanguage()).format(value)
  const count = `${number(Number(total.replace('+', '')))}${total.endsWith('+') ? '+' : ''}`
  return rows === null
    ? i18n.t('Exporting: {size} kB of {count} payments', { size: number(Math.ceil(bytes / 1_000)), count })
    : i18n.t('Exporting: {rows} of {count} payments', { rows: number(rows), count })
}

function useExport(search: PaymentSearch) {
  const { appKey } = useAppKeys()
  const [state, setState] = useState<ExportState | null>(null)
  const controller = useRef<AbortController | null>(null)
  useEffect(() => () => controller.current?.abort(), [])
  const start = async (format: ExportFormat) => {
    if (appKey === null) return
    const current = new AbortController()
    controller.current = current
    setState({ kind: 'RUNNING', progress: { rows: format === 'csv' ? 0 : null, bytes: 0, total: null } })
    const { filter = {}, orderBy = 'PAID_AT_DESC' } = toPaymentVariables(search)
    try {
      const request = { format, appKey, filter: filter ?? {}, orderBy: orderBy ?? 'PAID_AT_DESC' }
      const file = await receiveExport(request, current.signal, (progress) =>
        setState({ kind: 'RUNNING', progress }),
      )
      saveFile(file, `payments.${format}`)
      setState(null)
      announce(i18n.t('The export is complete.'))
    } catch (error) {
      setState(current.signal.aborted ? null : { kind: 'FAILED', code: toCode(error) })
      if (current.signal.aborted) announce(i18n.t('The export was canceled.'))
    }
  }
  return { state, start, cancel: () => controller.current?.abort(), dismiss: () => setState(null) }
}

const toCode = (error: unknown) => (error instanceof ExportError ? error.code : 'UNREACHABLE')
