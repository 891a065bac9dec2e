import { i18n } from '@lingui/core'
import { AuthError } from '../api/auth-api.ts'

/** What a failed call of the sign-in means, and what to do next. */
export function authErrorText(error: unknown): string {
  if (!(error instanceof AuthError)) return i18n.t('Something went wrong. Reload the page.')
  const { code, retryAfterSeconds } = error
  const texts: Readonly<Record<string, () => string>> = {
    UNREACHABLE: () => i18n.t('The server cannot be reached. Check your connection, then try again.'),
    INVALID_CREDENTIALS: () => i18n.t('The email address or the password is wrong.'),
    INVALID_CODE: () =>
      i18n.t('The code is wrong or was used before, or the sign-in took longer than five minutes.'),
    INVALID_PASSWORD: () => i18n.t('The password is wrong.'),
    LINK_INVALID: () => i18n.t('The link was used before, has expired or does not exist. Request a new one.'),
    INVALID_INPUT: () =>
      i18n.t('Check the fields: a password has at least twelve characters and is no common one.'),
    RATE_LIMITED: () =>
      i18n.t('Too many attempts. Try again in {minutes} minutes.', {
        minutes: Math.max(1, Math.ceil((retryAfterSeconds ?? 60) / 60)),
      }),
    FORBIDDEN: () =>
      i18n.t('The server accepts a sign-in only at its own address. Open the console at that address.'),
    STEP_UP_REQUIRED: () => i18n.t('Confirm your second factor first.'),
  }
  return texts[code]?.() ?? i18n.t('The server could not answer. Try again.')
}
