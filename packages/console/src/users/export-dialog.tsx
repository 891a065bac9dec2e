import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useAct } from '../acts/use-act.ts'
import { ExportUserDocument, type ExportUserMutation } from '../generated/operations.ts'
import { announce } from '../ui/status-message.tsx'
import type { UserDetails } from './user-details.ts'

type ExportDialogProps = {
  readonly user: UserDetails
  readonly onReload: () => void
  readonly onClose: () => void
}

const pageSize = 100
const readProblem = ({ exportUser }: ExportUserMutation) => exportUser.problem

/** Everything that is recorded about the user, as a file. The first page is the act, the others follow it. */
export function ExportDialog({ user: { id, userId }, onReload, onClose }: ExportDialogProps) {
  const { run } = useAct({ document: ExportUserDocument, readProblem })
  const finish = async ({ exportUser: first }: ExportUserMutation) => {
    const pages: unknown[] = [first.data]
    let { hasNextPage, endCursor } = first
    while (hasNextPage === true) {
      const next = await run({ input: { userId, first: pageSize, after: endCursor } }, null)
      if (next === null) {
        announce(i18n.t('The export is not complete. Start it again.'))
        return
      }
      pages.push(next.exportUser.data)
      hasNextPage = next.exportUser.hasNextPage
      endCursor = next.exportUser.endCursor
    }
    saveFile(`${id}.json`, JSON.stringify(pages, null, 2))
    announce(i18n.t('The file is saved.'))
    onReload()
  }
  return (
    <ActDialog
      title={i18n.t('Export the data of the user')}
      confirm={i18n.t('Export')}
      document={ExportUserDocument}
      toVariables={() => ({ input: { userId, first: pageSize } })}
      readProblem={readProblem}
      describeDone={() => null}
      onDone={(data) => void finish(data)}
      onClose={onClose}
    >
      <p>
        {i18n.t(
          'A JSON file with everything that is recorded about the user: purchases, payments, refunds and receipts. It is personal data.',
        )}
      </p>
    </ActDialog>
  )
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
