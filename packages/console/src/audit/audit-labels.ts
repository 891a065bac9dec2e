import type { I18n } from '@lingui/core'
import type { AuditActorKind, AuditLogRowFragment } from '../generated/operations.ts'

export function actorKindLabel(i18n: I18n, kind: AuditActorKind): string {
  const labels = {
    OPERATOR: () => i18n.t('Operator'),
    SERVER_KEY: () => i18n.t('Server key'),
    COMMAND_LINE: () => i18n.t('Command line'),
    SYSTEM: () => i18n.t('Server'),
  }
  return labels[kind]()
}

/** The name of a person, or else the id or the kind of the caller. */
export function actorText(i18n: I18n, { kind, id, name }: AuditLogRowFragment['actor']): string {
  return name ?? id ?? actorKindLabel(i18n, kind)
}
