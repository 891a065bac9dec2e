import { i18n } from '@lingui/core'
import { Check, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { useCopy } from '../ui/copy-text.tsx'
import { Dialog } from '../ui/dialog.tsx'

type SecretDialogProps = {
  readonly title: string
  readonly secret: string
  /** What to do with it. */
  readonly children: ReactNode
  readonly onClose: () => void
}

/** A secret that the server returns only once. It is in no cache and in no address; closing the dialog forgets it. */
export function SecretDialog({ title, secret, children, onClose }: SecretDialogProps) {
  const [isCopied, copy] = useCopy()
  return (
    <Dialog title={title} width="max-w-lg">
      <div className="grid gap-3">
        <p className="border-l-2 border-warn bg-panel px-3 py-2">
          {i18n.t('It is shown only now. Store it before you close this.')}
        </p>
        <code className="block border border-line bg-panel p-2 font-mono text-xs leading-5 break-all select-all">
          {secret}
        </code>
        <div className="text-soft">{children}</div>
        <div className="flex justify-end gap-2">
          <Button kind="primary" onClick={() => copy(secret)}>
            {isCopied ? <Check aria-hidden size={14} /> : <Copy aria-hidden size={14} />}
            {isCopied ? i18n.t('Copied') : i18n.t('Copy')}
          </Button>
          <Button onClick={onClose}>{i18n.t('I have stored it')}</Button>
        </div>
      </div>
    </Dialog>
  )
}
