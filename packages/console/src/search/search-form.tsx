import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { SearchDocument, type SearchQuery } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { recognizedLabel } from './recognized-label.ts'
import { SearchGroup } from './search-group.tsx'
import { StoreLookUp } from './store-look-up.tsx'

/** Searches when it is sent: each search is one request, whatever was pasted. */
export function SearchForm({ onLeave }: { readonly onLeave: () => void }) {
  const [text, setText] = useState<string | null>(null)
  const [{ data, error, fetching }, retry] = useApiQuery(SearchDocument, {
    variables: { text: text ?? '' },
    pause: text === null,
  })
  return (
    <>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          const written = readText(new FormData(event.currentTarget), 'text').trim()
          setText(written === '' ? null : written)
        }}
      >
        <TextField
          label={i18n.t('Search by any id, order number, token or receipt')}
          name="text"
          wrapperClass="flex-1"
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        <Button type="submit" kind="primary">
          {i18n.t('Search')}
        </Button>
      </form>
      <div aria-live="polite" aria-busy={fetching} className="mt-4 max-h-[60vh] overflow-y-auto">
        {text === null && (
          <p className="text-soft">{i18n.t('Paste what you have. Blanks around it do not matter.')}</p>
        )}
        {text !== null && fetching && <Skeleton className="my-2 w-1/2" />}
        {text !== null && !fetching && error !== undefined && (
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        )}
        {text !== null && !fetching && data !== undefined && (
          <SearchResult text={text} result={data.search} onLeave={onLeave} />
        )}
      </div>
    </>
  )
}

type SearchResultProps = {
  readonly text: string
  readonly result: SearchQuery['search']
  readonly onLeave: () => void
}

function SearchResult({ text, result: { groups, recognizedAs }, onLeave }: SearchResultProps) {
  const may = useMay()
  const canLookUp = may('lookUpAtStore') && recognizedAs.some((recognized) => recognized.canLookUp)
  const kinds = recognizedAs.slice(0, 4).map((recognized) => recognizedLabel(i18n, recognized))
  return (
    <>
      {kinds.length > 0 && (
        <p className="mb-2 text-soft">
          {i18n.t('Recognized as: {kinds}', { kinds: [...new Set(kinds)].join(', ') })}
        </p>
      )}
      {groups.map((group) => (
        <SearchGroup key={group.typeName} group={group} onLeave={onLeave} />
      ))}
      {groups.length === 0 && (
        <div className="mb-3">
          <p className="font-medium">{i18n.t('Nothing was found')}</p>
          <p className="text-soft">
            {recognizedAs.length === 0
              ? i18n.t(
                  'It is no id, order number, token or receipt that the server knows. Copy it once more.',
                )
              : i18n.t('It may belong to another AppKey, or only the store knows it.')}
          </p>
        </div>
      )}
      {canLookUp && <StoreLookUp key={text} text={text} isOffered={groups.length === 0} onLeave={onLeave} />}
    </>
  )
}
