import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useMay } from '../app/permissions.ts'
import { EraseUserDocument, ReleaseUserDocument, SuspendUserDocument } from '../generated/operations.ts'
import { NoteDialog } from '../notes/note-dialog.tsx'
import { readText } from '../session/use-submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { ExportDialog } from './export-dialog.tsx'
import type { UserDetails } from './user-details.ts'

type UserProps = { readonly user: UserDetails; readonly onReload: () => void }
type Act = 'note' | 'suspend' | 'release' | 'export' | 'erase'

/** What the operator may do with the user. What its role does not allow is not shown. */
export function UserActs({ user, onReload }: UserProps) {
  const may = useMay()
  const [act, setAct] = useState<Act | null>(null)
  const isSuspended = user.suspendedAt !== null
  const close = () => setAct(null)
  const dialog = { user, onReload, onClose: close }
  return (
    <div className="flex flex-wrap gap-2">
      {may('addNote') && <Button onClick={() => setAct('note')}>{i18n.t('Add a note')}</Button>}
      {isSuspended
        ? may('releaseUser') && <Button onClick={() => setAct('release')}>{i18n.t('Release')}</Button>
        : may('suspendUser') && <Button onClick={() => setAct('suspend')}>{i18n.t('Suspend')}</Button>}
      {(may('exportUser') || may('eraseUser')) && (
        <Menu label={i18n.t('Personal data')}>
          {may('exportUser') && (
            <MenuItem onSelect={() => setAct('export')}>{i18n.t('Export as a file')}</MenuItem>
          )}
          {may('eraseUser') && <MenuItem onSelect={() => setAct('erase')}>{i18n.t('Erase')}</MenuItem>}
        </Menu>
      )}
      {act === 'note' && <NoteDialog subject={{ userId: user.userId }} onDone={onReload} onClose={close} />}
      {act === 'suspend' && <SuspendDialog {...dialog} />}
      {act === 'release' && <ReleaseDialog {...dialog} />}
      {act === 'export' && <ExportDialog {...dialog} />}
      {act === 'erase' && <EraseDialog {...dialog} />}
    </div>
  )
}

type DialogProps = UserProps & { readonly onClose: () => void }

function SuspendDialog({ user: { userId }, onReload, onClose }: DialogProps) {
  return (
    <ActDialog
      title={i18n.t('Suspend the user')}
      confirm={i18n.t('Suspend')}
      warning={i18n.t(
        'The game cannot give the user any item that was paid for, until the user is released.',
      )}
      document={SuspendUserDocument}
      toVariables={(form) => ({ input: { userId, reason: readText(form, 'reason').trim() } })}
      readProblem={({ suspendUser }) => suspendUser.problem}
      describeDone={() => i18n.t('The user is suspended.')}
      onDone={onReload}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          'Payments of the user are still recorded, but not consumed. Payments that the game does not consume are refunded by the store after its deadline.',
        )}
      </p>
    </ActDialog>
  )
}

function ReleaseDialog({ user: { userId }, onReload, onClose }: DialogProps) {
  return (
    <ActDialog
      title={i18n.t('Release the user')}
      confirm={i18n.t('Release')}
      document={ReleaseUserDocument}
      toVariables={(form) => ({ input: { userId, reason: readText(form, 'reason').trim() } })}
      readProblem={({ releaseUser }) => releaseUser.problem}
      describeDone={() => i18n.t('The user is released.')}
      onDone={onReload}
      onClose={onClose}
    >
      <p>{i18n.t('The game can consume the payments of the user again.')}</p>
    </ActDialog>
  )
}

/** A pattern that only this text matches. */
const toPattern = (text: string) =>
  text.replaceAll(/[^\p{L}\p{N}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

function EraseDialog({ user: { userId }, onReload, onClose }: DialogProps) {
  return (
    <ActDialog
      title={i18n.t('Erase the user')}
      confirm={i18n.t('Erase for ever')}
      warning={i18n.t('This is final: nobody can find out afterwards whom the payments belonged to.')}
      document={EraseUserDocument}
      toVariables={() => ({ input: { userId } })}
      readProblem={({ eraseUser }) => eraseUser.problem}
      describeDone={({ eraseUser }) =>
        eraseUser.notificationsErased
          ? i18n.t('The user is erased.')
          : i18n.t('The user is erased. The notifications of the stores are still being searched.')
      }
      onDone={onReload}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          'The user id is replaced by a pseudonym, and receipts, payloads and notifications lose their content. Payments, refunds and consumes stay.',
        )}
      </p>
      <p>
        {i18n.t('To confirm, write the user id:')}{' '}
        <bdi className="font-mono text-xs break-all select-all">{userId}</bdi>
      </p>
      <TextField
        label={i18n.t('User id')}
        name="confirmation"
        className="font-mono"
        pattern={toPattern(userId)}
        title={i18n.t('The user id as it is written above')}
        autoComplete="off"
        spellCheck={false}
        required
      />
    </ActDialog>
  )
}
