import { i18n } from '@lingui/core'
import type { NotePageFragment } from '../generated/operations.ts'
import { Section } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'

/** The newest notes of operators. Their text is shown as it was written. */
export function NoteList({ notes }: { readonly notes: NotePageFragment | null }) {
  if (notes === null || notes.nodes.length === 0) return null
  return (
    <Section title={i18n.t('Notes')}>
      <ul>
        {notes.nodes.map(({ id, text, createdAt, author }) => (
          <li key={id} className="border-t border-line py-1.5">
            <p className="flex flex-wrap gap-x-3 text-soft">
              <Time iso={createdAt} />
              <bdi className="min-w-0 break-words">{author.name ?? author.id ?? i18n.t('Server')}</bdi>
            </p>
            {text === null ? (
              <p className="text-soft">{i18n.t('Removed, because the user was erased.')}</p>
            ) : (
              <bdi className="block max-h-40 overflow-y-auto break-words whitespace-pre-wrap" tabIndex={0}>
                {text}
              </bdi>
            )}
          </li>
        ))}
      </ul>
      {notes.pageInfo.hasNextPage && (
        <p className="border-t border-line pt-1.5 text-soft">{i18n.t('Only the newest 20 are shown.')}</p>
      )}
    </Section>
  )
}
