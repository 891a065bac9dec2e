import type { AuditActorKind, AuditLogQueryVariables } from '../generated/operations.ts'
import { readChoice, readDay, readText, toDayRange, withoutEmpty } from '../pages/search-fields.ts'

export const actorKinds: readonly AuditActorKind[] = ['OPERATOR', 'SERVER_KEY', 'COMMAND_LINE', 'SYSTEM']

/** The view of the audit log, as it is in the address. */
export type AuditSearch = {
  readonly kind?: AuditActorKind | undefined
  /** Name of a person, or id of an operator or a server key. */
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The entry that is shown beside the list. */
  readonly entry?: string | undefined
  readonly after?: string | undefined
}

export const readAuditSearch = (search: Readonly<Record<string, unknown>>): AuditSearch =>
  withoutEmpty({
    kind: readChoice(search, 'kind', actorKinds),
    actor: readText(search, 'actor'),
    action: readText(search, 'action'),
    subject: readText(search, 'subject'),
    from: readDay(search, 'from'),
    to: readDay(search, 'to'),
    entry: readText(search, 'entry'),
    after: readText(search, 'after'),
  })

export function toAuditVariables({ kind, actor, action, subject, from, to, after }: AuditSearch) {
  const isId = actor !== undefined && /^(?:key|opr)_/.test(actor)
  const variables: AuditLogQueryVariables = withoutEmpty({
    subjectId: subject,
    action,
    after,
    actor:
      kind === undefined && actor === undefined
        ? undefined
        : withoutEmpty({ kind, id: isId ? actor : undefined, name: isId ? undefined : actor }),
    occurredBetween: toDayRange(from, to),
  })
  return variables
}
