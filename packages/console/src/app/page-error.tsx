import { i18n } from '@lingui/core'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/notes.tsx'

/** In the place of a page that cannot be shown because of a fault of the console. */
export function PageError({ error }: { readonly error: unknown }) {
  return (
    <div className="p-4 sm:p-6">
      <ErrorNote title={i18n.t('This page cannot be shown.')}>
        <p>{i18n.t('Reload the page. If it stays so, report this text to whoever runs the server:')}</p>
        <bdi className="line-clamp-6 font-mono text-xs break-words">
          {error instanceof Error ? error.message : String(error)}
        </bdi>
        <div>
          <Button className="mt-2" onClick={() => window.location.reload()}>
            {i18n.t('Reload')}
          </Button>
        </div>
      </ErrorNote>
    </div>
  )
}
