import type { I18n } from '@lingui/core'
import type { ServerKeyRole, ServerKeyStatus } from '../generated/operations.ts'
import type { Tone } from '../ui/status.tsx'

export const serverKeyRoles: readonly ServerKeyRole[] = ['GAME_SERVER', 'READER', 'ADMIN']

export const serverKeyTones: Record<ServerKeyStatus, Tone> = {
  ACTIVE: 'good',
  EXPIRES_SOON: 'warn',
  EXPIRED: 'idle',
  REVOKED: 'idle',
}

export function serverKeyStatusLabel(i18n: I18n, status: ServerKeyStatus): string {
  const labels = {
    ACTIVE: () => i18n.t('Valid'),
    EXPIRES_SOON: () => i18n.t('Expires soon'),
    EXPIRED: () => i18n.t('Expired'),
    REVOKED: () => i18n.t('Revoked'),
  }
  return labels[status]()
}

export function serverKeyRoleLabel(i18n: I18n, role: ServerKeyRole): string {
  const labels = {
    GAME_SERVER: () => i18n.t('Game server'),
    READER: () => i18n.t('Reader'),
    ADMIN: () => i18n.t('Admin'),
  }
  return labels[role]()
}

const overlaps = [0, 3_600, 86_400, 604_800, 2_592_000] as const

/** How long a replaced key stays valid. */
export function overlapOptions(i18n: I18n): readonly (readonly [value: string, text: string])[] {
  const texts = [
    i18n.t('not at all: the secret leaked'),
    i18n.t('1 hour'),
    i18n.t('24 hours'),
    i18n.t('7 days'),
    i18n.t('30 days'),
  ]
  return overlaps.map((seconds, index) => [String(seconds), texts[index] ?? ''])
}

/** The end of a day that was chosen in the viewer's zone, as an instant; null if none was chosen. */
export function endOfDay(day: string): string | null {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const end = new Date(year, month - 1, date + 1)
  return day === '' || Number.isNaN(end.getTime()) ? null : end.toISOString()
}
