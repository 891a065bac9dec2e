import { i18n } from '@lingui/core'
import { useState, type ReactNode, type SyntheticEvent } from 'react'
import type { AnyVariables } from 'urql'
import type { ProblemCode, ProblemTextFragment, TypedDocumentString } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { announce } from '../ui/status-message.tsx'
import { ActFailureNote } from './act-failure-note.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'
import { useAct } from './use-act.ts'

type ActDialogProps<Data, Variables> = {
  readonly title: string
  /** What will change, and the fields of the act. */
  readonly children?: ReactNode
  /** The text of the button that acts. */
  readonly confirm: string
  /** Whether the act takes something away or cannot be undone; the text before the buttons says which. */
  readonly warning?: string
  /** Whether the operator must say why. Default true. */
  readonly needsReason?: boolean
  readonly width?: string
  readonly document: TypedDocumentString<Data, Variables>
  readonly toVariables: (form: FormData) => Variables
  readonly readProblem: (data: Data) => ProblemTextFragment | null
  /** What to do after a problem, where the page knows it better than the server's message. */
  readonly advise?: (code: ProblemCode) => string | null
  /** What the server has done, as one sentence; null if the page itself shows it. */
  readonly describeDone: (data: Data) => string | null
  readonly onDone: (data: Data) => void
  /** Reads again what the act is about, after it was refused because that was changed meanwhile. */
  readonly onReload?: () => void
  readonly onClose: () => void
}

/**
 * Asks before an operator acts: what will change, why, and whether it is final. A failure keeps the dialog open with what was filled in;
 * if the server asks for the second factor, it is confirmed here and the act is repeated.
 */
export function ActDialog<Data, Variables extends AnyVariables>(props: ActDialogProps<Data, Variables>) {
  const { title, children, width, warning, needsReason = true, advise, onReload, onClose } = props
  const reload =
    onReload === undefined
      ? undefined
      : () => {
          onClose()
          onReload()
        }
  const { isPending, failure, onSubmit, repeat } = useActForm(props)
  const asksForFactor = failure?.kind === 'SECOND_FACTOR'
  return (
    <Dialog title={title} onClose={onClose} {...(width === undefined ? {} : { width })}>
      {asksForFactor && <SecondFactorStep onConfirmed={repeat} onClose={onClose} />}
      <form onSubmit={onSubmit} className={asksForFactor ? 'hidden' : 'grid gap-3'}>
        {failure !== null && !asksForFactor && (
          <ActFailureNote failure={failure} advise={advise} onReload={reload} />
        )}
        {children}
        {needsReason && (
          <TextArea
            label={i18n.t('Reason')}
            hint={i18n.t('The audit log keeps it.')}
            name="reason"
            maxLength={500}
            rows={2}
            required
          />
        )}
        {warning !== undefined && <p className="border-l-2 border-warn bg-panel px-3 py-2">{warning}</p>}
        <Buttons {...props} isPending={isPending} />
      </form>
    </Dialog>
  )
}

type ButtonsProps = {
  readonly confirm: string
  readonly warning?: string
  readonly isPending: boolean
  readonly onClose: () => void
}

function Buttons({ confirm, warning, isPending, onClose }: ButtonsProps) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>{i18n.t('Cancel')}</Button>
      <Button type="submit" kind={warning === undefined ? 'primary' : 'danger'} disabled={isPending}>
        {isPending ? i18n.t('Working…') : confirm}
      </Button>
    </div>
  )
}

function useActForm<Data, Variables extends AnyVariables>({
  document,
  readProblem,
  toVariables,
  describeDone,
  onDone,
  onClose,
}: ActDialogProps<Data, Variables>) {
  const { isPending, failure, run } = useAct({ document, readProblem })
  const [last, setLast] = useState<readonly [Variables, string | null] | null>(null)
  const act = async (variables: Variables, reason: string | null) => {
    const data = await run(variables, reason)
    if (data === null) return
    const text = describeDone(data)
    if (text !== null) announce(text)
    onClose()
    onDone(data)
  }
  const onSubmit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isPending) return
    const form = new FormData(event.currentTarget)
    const reason = readText(form, 'reason').trim()
    const variables = toVariables(form)
    setLast([variables, reason === '' ? null : reason])
    void act(variables, reason === '' ? null : reason)
  }
  const repeat = async () => {
    if (last !== null) await act(...last)
  }
  return { isPending, failure, onSubmit, repeat }
}
