import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { EllipsisVertical, Pause, Play, Send } from 'lucide-react'
import { useState } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import type { TestWebhookEndpointMutation, WebhookEndpointQuery } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { EditEndpointDialog } from './edit-endpoint-dialogs.tsx'
import {
  DeleteEndpointDialog,
  PauseDialog,
  ReplayEventsDialog,
  ResumeDialog,
  RotateSecretDialog,
  TestDialog,
} from './endpoint-dialogs.tsx'
import { TestResultDialog } from './test-result-dialog.tsx'

export type EndpointDetails = NonNullable<WebhookEndpointQuery['webhookEndpoint']>
type OpenDialog = 'edit' | 'delete' | 'rotate' | 'pause' | 'resume' | 'test' | 'replay'
type TestResult = NonNullable<TestWebhookEndpointMutation['testWebhookEndpoint']['result']>

type EndpointActsProps = { readonly endpoint: EndpointDetails; readonly onDone: () => void }

/** What an operator may do with an endpoint. */
export function EndpointActs({ endpoint, onDone }: EndpointActsProps) {
  const may = useMay()
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [result, setResult] = useState<TestResult | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  // Whoever may not change an endpoint has none of these acts.
  if (!may('updateWebhookEndpoint')) return null
  const isPaused = endpoint.status === 'PAUSED'
  return (
    <>
      <Button onClick={() => setDialog('test')}>
        <Send aria-hidden size={14} />
        {i18n.t('Test')}
      </Button>
      <Button kind={isPaused ? 'primary' : 'plain'} onClick={() => setDialog(isPaused ? 'resume' : 'pause')}>
        {isPaused ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
        {isPaused ? i18n.t('Resume') : i18n.t('Pause')}
      </Button>
      <MoreActs onChoose={setDialog} />
      <EndpointDialogs
        dialog={dialog}
        endpoint={endpoint}
        onClose={() => setDialog(null)}
        onDone={onDone}
        onResult={setResult}
        onSecret={setSecret}
      />
      {result !== null && <TestResultDialog result={result} onClose={() => setResult(null)} />}
      {secret !== null && (
        <SecretDialog
          title={i18n.t('New secret of the endpoint')}
          secret={secret}
          onClose={() => setSecret(null)}
        >
          {i18n.t('For 24 hours requests are signed with the previous secret as well.')}
        </SecretDialog>
      )}
    </>
  )
}

function MoreActs({ onChoose }: { readonly onChoose: (dialog: OpenDialog) => void }) {
  return (
    <Menu name={i18n.t('More acts')} className="px-2!" label={<EllipsisVertical aria-hidden size={15} />}>
      <MenuItem onSelect={() => onChoose('edit')}>{i18n.t('Edit')}</MenuItem>
      <MenuItem onSelect={() => onChoose('replay')}>{i18n.t('Send events again')}</MenuItem>
      <MenuItem onSelect={() => onChoose('rotate')}>{i18n.t('Rotate the secret')}</MenuItem>
      <MenuItem onSelect={() => onChoose('delete')}>{i18n.t('Delete')}</MenuItem>
    </Menu>
  )
}

type EndpointDialogsProps = EndpointActsProps & {
  readonly dialog: OpenDialog | null
  readonly onClose: () => void
  readonly onResult: (result: TestResult) => void
  readonly onSecret: (secret: string) => void
}

function EndpointDialogs({ dialog, endpoint, onClose, onDone, onResult, onSecret }: EndpointDialogsProps) {
  const navigate = useNavigate()
  const common = { endpointId: endpoint.id, onClose, onDone }
  if (dialog === 'edit') return <EditEndpointDialog endpoint={endpoint} onClose={onClose} onDone={onDone} />
  if (dialog === 'test') return <TestDialog {...common} onResult={onResult} />
  if (dialog === 'pause') return <PauseDialog {...common} />
  if (dialog === 'resume') return <ResumeDialog {...common} />
  if (dialog === 'replay') return <ReplayEventsDialog {...common} cursor={endpoint.cursor} />
  if (dialog === 'rotate') return <RotateSecretDialog {...common} onSecret={onSecret} />
  if (dialog !== 'delete') return null
  return (
    <DeleteEndpointDialog {...common} onDone={() => void navigate({ to: '/webhooks', search: keepApp })} />
  )
}
