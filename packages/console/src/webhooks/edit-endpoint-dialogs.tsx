import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { eventLabel } from '../format/event-label.ts'
import {
  CreateWebhookEndpointDocument,
  UpdateWebhookEndpointDocument,
  type PaymentEventType,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { CheckField, TextField } from '../ui/field.tsx'
import { eventTypes } from './event-types.ts'

type CreateProps = {
  readonly onClose: () => void
  readonly onCreated: (created: { id: string; secret: string }) => void
}

export function CreateEndpointDialog({ onClose, onCreated }: CreateProps) {
  return (
    <ActDialog
      title={i18n.t('Add a webhook endpoint')}
      confirm={i18n.t('Add')}
      width="max-w-lg"
      needsReason={false}
      document={CreateWebhookEndpointDocument}
      toVariables={(form) => ({ input: readEndpoint(form) })}
      readProblem={({ createWebhookEndpoint }) => createWebhookEndpoint.problem}
      describeDone={() => null}
      onDone={({ createWebhookEndpoint: { webhookEndpoint, secret } }) => {
        if (webhookEndpoint !== null && secret !== null) onCreated({ id: webhookEndpoint.id, secret })
      }}
      onClose={onClose}
    >
      <EndpointFields url="" types={null} />
    </ActDialog>
  )
}

type EditProps = {
  readonly endpoint: {
    readonly id: string
    readonly url: string | null
    readonly types: readonly PaymentEventType[] | null
  }
  readonly onClose: () => void
  readonly onDone: () => void
}

export function EditEndpointDialog({ endpoint, onClose, onDone }: EditProps) {
  return (
    <ActDialog
      title={i18n.t('Edit the webhook endpoint')}
      confirm={i18n.t('Save')}
      width="max-w-lg"
      document={UpdateWebhookEndpointDocument}
      toVariables={(form) => ({ input: { endpointId: endpoint.id, ...readEndpoint(form) } })}
      readProblem={({ updateWebhookEndpoint }) => updateWebhookEndpoint.problem}
      describeDone={() => i18n.t('The endpoint is changed. A delivery is attempted at once.')}
      onDone={onDone}
      onClose={onClose}
    >
      <EndpointFields url={endpoint.url ?? ''} types={endpoint.types} />
    </ActDialog>
  )
}

type EndpointFieldsProps = { readonly url: string; readonly types: readonly PaymentEventType[] | null }

function EndpointFields({ url, types }: EndpointFieldsProps) {
  return (
    <>
      <TextField
        label={i18n.t('URL')}
        name="url"
        type="url"
        defaultValue={url}
        required
        maxLength={2_000}
        placeholder="https://game.example.com/coinslot"
        spellCheck={false}
        autoComplete="off"
        hint={i18n.t('HTTPS, and an address that the server may reach.')}
      />
      <fieldset className="min-w-0">
        <legend className="mb-1 text-xs text-soft">{i18n.t('Events; none chosen means all')}</legend>
        <div className="grid max-h-48 gap-1.5 overflow-y-auto border border-line p-2" tabIndex={0}>
          {eventTypes.map((type) => (
            <CheckField
              key={type}
              name="types"
              value={type}
              defaultChecked={types?.includes(type) === true}
              label={eventLabel(i18n, type)}
            />
          ))}
        </div>
      </fieldset>
    </>
  )
}

function readEndpoint(form: FormData) {
  const chosen = form.getAll('types')
  const types = eventTypes.filter((type) => chosen.includes(type))
  return { url: readText(form, 'url').trim(), types: types.length === 0 ? null : types }
}
