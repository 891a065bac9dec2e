import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import {
  DeleteWebhookEndpointDocument,
  PauseWebhookEndpointDocument,
  ReplayWebhookEventsDocument,
  ResumeWebhookEndpointDocument,
  RotateWebhookSecretDocument,
  TestWebhookEndpointDocument,
  type TestWebhookEndpointMutation,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextField } from '../ui/field.tsx'

type EndpointDialogProps = {
  readonly endpointId: string
  readonly onClose: () => void
  readonly onDone: () => void
}

export function PauseDialog({ endpointId, onClose, onDone }: EndpointDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Pause the endpoint?')}
      confirm={i18n.t('Pause')}
      document={PauseWebhookEndpointDocument}
      toVariables={() => ({ input: { endpointId } })}
      readProblem={({ pauseWebhookEndpoint }) => pauseWebhookEndpoint.problem}
      describeDone={() => i18n.t('The endpoint is paused.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{i18n.t('Nothing is delivered until it is resumed. No event is lost.')}</p>
    </ActDialog>
  )
}

export function ResumeDialog({ endpointId, onClose, onDone }: EndpointDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Resume the endpoint?')}
      confirm={i18n.t('Resume')}
      document={ResumeWebhookEndpointDocument}
      toVariables={() => ({ input: { endpointId } })}
      readProblem={({ resumeWebhookEndpoint }) => resumeWebhookEndpoint.problem}
      describeDone={() => i18n.t('The endpoint is resumed.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{i18n.t('Delivery goes on at once with the event at which it stopped.')}</p>
    </ActDialog>
  )
}

export function DeleteEndpointDialog({ endpointId, onClose, onDone }: EndpointDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Delete the endpoint?')}
      confirm={i18n.t('Delete')}
      warning={i18n.t('This cannot be undone: its position in the feed and its secret are lost.')}
      document={DeleteWebhookEndpointDocument}
      toVariables={() => ({ input: { endpointId } })}
      readProblem={({ deleteWebhookEndpoint }) => deleteWebhookEndpoint.problem}
      describeDone={() => i18n.t('The endpoint is deleted.')}
      onDone={onDone}
      onClose={onClose}
    />
  )
}

type ReplayEventsProps = EndpointDialogProps & { readonly cursor: string }

export function ReplayEventsDialog({ endpointId, cursor, onClose, onDone }: ReplayEventsProps) {
  return (
    <ActDialog
      title={i18n.t('Send events again')}
      confirm={i18n.t('Send again')}
      width="max-w-lg"
      warning={i18n.t(
        'All events after the cursor are delivered again, whether they were delivered before or not.',
      )}
      document={ReplayWebhookEventsDocument}
      toVariables={(form) => ({ input: { endpointId, from: readText(form, 'from').trim() } })}
      readProblem={({ replayWebhookEvents }) => replayWebhookEvents.problem}
      describeDone={() => i18n.t('The events are sent again.')}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField
        label={i18n.t('After the cursor')}
        name="from"
        required
        maxLength={500}
        defaultValue={cursor}
        className="font-mono"
        spellCheck={false}
        autoComplete="off"
        hint={i18n.t(
          'The cursor is in the body of each request. To send one event again, use its delivery below.',
        )}
      />
    </ActDialog>
  )
}

type RotateProps = EndpointDialogProps & { readonly onSecret: (secret: string) => void }

export function RotateSecretDialog({ endpointId, onClose, onDone, onSecret }: RotateProps) {
  return (
    <ActDialog
      title={i18n.t('Rotate the secret?')}
      confirm={i18n.t('Rotate')}
      document={RotateWebhookSecretDocument}
      toVariables={() => ({ input: { endpointId } })}
      readProblem={({ rotateWebhookSecret }) => rotateWebhookSecret.problem}
      describeDone={() => null}
      onDone={({ rotateWebhookSecret: { secret } }) => {
        if (secret !== null) onSecret(secret)
        onDone()
      }}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          'The new secret is shown once. For 24 hours requests are signed with both; a second rotation within that time ends the oldest.',
        )}
      </p>
    </ActDialog>
  )
}

type TestProps = Omit<EndpointDialogProps, 'onDone'> & {
  readonly onResult: (
    result: NonNullable<TestWebhookEndpointMutation['testWebhookEndpoint']['result']>,
  ) => void
}

export function TestDialog({ endpointId, onClose, onResult }: TestProps) {
  return (
    <ActDialog
      title={i18n.t('Send a test event?')}
      confirm={i18n.t('Send')}
      needsReason={false}
      document={TestWebhookEndpointDocument}
      toVariables={() => ({ input: { endpointId } })}
      readProblem={({ testWebhookEndpoint }) => testWebhookEndpoint.problem}
      describeDone={() => null}
      onDone={({ testWebhookEndpoint: { result } }) => {
        if (result !== null) onResult(result)
      }}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          'The endpoint gets one signed event of the type TEST, and its response is shown. The feed does not contain the event. This takes 10 seconds at most.',
        )}
      </p>
    </ActDialog>
  )
}
