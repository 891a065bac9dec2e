import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { ActDialog } from '../acts/act-dialog.tsx'
import { CreateAppKeyDocument, type CreateAppKeyMutation } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { Facts } from '../ui/facts.tsx'

export type CreatedAppKey = CreateAppKeyMutation['createAppKey']

type CreateAppKeyDialogProps = {
  readonly onCreated: (created: CreatedAppKey) => void
  readonly onClose: () => void
}

const models = ['SERVER_TO_SERVER', 'BUILT_IN'] as const

/** Creates an AppKey. Only owners of the installation may. */
export function CreateAppKeyDialog({ onCreated, onClose }: CreateAppKeyDialogProps) {
  return (
    <ActDialog
      title={i18n.t('New AppKey')}
      confirm={i18n.t('Create')}
      needsReason={false}
      document={CreateAppKeyDocument}
      toVariables={(form) => ({
        input: {
          name: readText(form, 'name').trim(),
          consumeModel: models.find((model) => model === readText(form, 'consumeModel')) ?? models[0],
        },
      })}
      readProblem={({ createAppKey }) => createAppKey.problem}
      describeDone={() => null}
      onDone={({ createAppKey }) => onCreated(createAppKey)}
      onClose={onClose}
    >
      <TextField
        label={i18n.t('Name')}
        hint={i18n.t('One AppKey for each game. The stores are connected afterwards.')}
        name="name"
        maxLength={100}
        required
      />
      <SelectField
        label={i18n.t('Who consumes payments')}
        hint={i18n.t('The one who gives the item. Without a game server it is the app.')}
        name="consumeModel"
        options={[
          ['SERVER_TO_SERVER', i18n.t('The game server')],
          ['BUILT_IN', i18n.t('The app (built-in)')],
        ]}
      />
    </ActDialog>
  )
}

/** Shows the secrets of a new AppKey, which the server returns once. */
export function CreatedAppKeyDialog({ created }: { readonly created: CreatedAppKey }) {
  const navigate = useNavigate()
  const { appKey, serverKey, userTokenSecret } = created
  const copy = (text: string | null | undefined) => <CopyText text={text ?? ''} />
  return (
    <Dialog title={i18n.t('The AppKey is created')} width="max-w-lg">
      <p className="mb-3">
        {i18n.t(
          'The server key and the secret are shown only now. Store them where your game server reads them.',
        )}
      </p>
      <Facts
        facts={[
          [i18n.t('AppKey'), copy(appKey?.key)],
          [i18n.t('Server key'), copy(serverKey)],
          [i18n.t('Secret of user tokens'), copy(userTokenSecret)],
        ]}
      />
      <div className="mt-3 flex justify-end">
        <Button
          kind="primary"
          onClick={() => void navigate({ to: '/setup', search: { app: appKey?.key ?? '' } })}
        >
          {i18n.t('I have stored them')}
        </Button>
      </div>
    </Dialog>
  )
}
