import { systemActor } from '../../src/domain/audit/record-audit.ts'
import {
  createFirstOperatorLink,
  createPasswordResetLink,
  inviteOperator,
} from '../../src/domain/operator-account/create-link.ts'
import type { Services } from '../../src/domain/context.ts'
import type { Sql } from 'postgres'
import type { TestServer } from '../support/test-server.ts'
import { totpCode, type Answer, type Browser } from './browser.ts'
import { addOperator, enableSecondFactor, password } from './operator-test.ts'

export type Setting = {
  readonly services: Services
  readonly server: TestServer
  readonly sql: Sql
  readonly openBrowser: () => Browser
}

/** Something that changes what operators may do or how they prove themselves. */
export type Act = {
  /** The action of its audit entry. */
  readonly action: string
  /** The entries that two calls at once write: 1 if the second one has nothing left to change. */
  readonly entriesOfTwo: 1 | 2
  /** Prepares the call. It returns whether it was successful, and may be called several times. */
  readonly prepare: (setting: Setting) => Promise<() => Promise<boolean>>
}

const author = { actor: systemActor, address: null, reason: null }
const newPassword = 'another long and quiet password'

async function isOk(call: Promise<Answer>): Promise<boolean> {
  return (await call).status === 200
}

export async function openSession({ services, openBrowser }: Setting) {
  const operator = await addOperator(services)
  const browser = openBrowser()
  await browser.signIn(operator.email, password)
  return { ...operator, browser }
}

async function openSessionWithFactor(setting: Setting) {
  const session = await openSession(setting)
  return { ...session, ...(await enableSecondFactor(session.browser)) }
}

/** Acts on the endpoints of the sign-in. */
export const ownActs: Readonly<Record<string, Act>> = {
  'a sign-in with a password': {
    action: 'signIn',
    entriesOfTwo: 2,
    prepare: async ({ services, openBrowser }) => {
      const { email } = await addOperator(services)
      return () => isOk(openBrowser().signIn(email, password))
    },
  },
  'a sign-in with a code of the app': {
    action: 'signIn',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { email, uri } = await openSessionWithFactor(setting)
      const code = totpCode(uri, 1)
      return async () => {
        const browser = setting.openBrowser()
        await browser.signIn(email, password)
        return isOk(browser.post('/two-factor/verify-totp', { code }))
      }
    },
  },
  'a sign-in with a backup code': {
    action: 'signIn',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { email, backupCodes } = await openSessionWithFactor(setting)
      return async () => {
        const browser = setting.openBrowser()
        await browser.signIn(email, password)
        return isOk(browser.post('/two-factor/verify-backup-code', { code: backupCodes[0] }))
      }
    },
  },
  'a sign-out': {
    action: 'signOut',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { browser } = await openSession(setting)
      return () => isOk(browser.post('/sign-out'))
    },
  },
  'the end of other sessions': {
    action: 'endOperatorSessions',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { browser, email } = await openSession(setting)
      await setting.openBrowser().signIn(email, password)
      return () => isOk(browser.post('/sessions/end-others'))
    },
  },
  'the confirmation of a second factor': {
    action: 'enableSecondFactor',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { browser } = await openSession(setting)
      const { body } = await browser.post('/two-factor/enable', { password })
      const code = totpCode(String(body['totpURI']))
      return () => isOk(browser.post('/two-factor/verify-totp', { code }))
    },
  },
  'the replacement of backup codes': {
    action: 'replaceBackupCodes',
    entriesOfTwo: 2,
    prepare: async (setting) => {
      const { browser } = await openSessionWithFactor(setting)
      return () => isOk(browser.post('/two-factor/generate-backup-codes', { password }))
    },
  },
  'the removal of a second factor': {
    action: 'disableSecondFactor',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { browser } = await openSessionWithFactor(setting)
      return () => isOk(browser.post('/two-factor/disable', { password }))
    },
  },
  'a change of a password': {
    action: 'changePassword',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { browser } = await openSession(setting)
      return () => isOk(browser.post('/change-password', { currentPassword: password, newPassword }))
    },
  },
  'a password reset by a link': {
    action: 'resetPassword',
    entriesOfTwo: 1,
    prepare: async (setting) => {
      const { email } = await openSession(setting)
      const link = await createPasswordResetLink(setting.services, email, author)
      const body = { token: link?.token, password: newPassword }
      return () => isOk(setting.openBrowser().post('/links/accept', body))
    },
  },
  'the acceptance of an invitation': {
    action: 'createOperator',
    entriesOfTwo: 1,
    prepare: async ({ services, openBrowser }) => {
      const email = `${crypto.randomUUID()}@example.com`
      const { link } = await inviteOperator(services, { email, installationOwner: false }, author)
      const body = { token: link?.token, name: 'Kim', password }
      return () => isOk(openBrowser().post('/links/accept', body))
    },
  },
  'the creation of a link': {
    action: 'createOperatorLink',
    entriesOfTwo: 2,
    prepare: async ({ services }) => {
      const { email } = await addOperator(services)
      return async () => {
        const link = await createPasswordResetLink(services, email, author).catch(() => null)
        return link !== null
      }
    },
  },
}

/** The link for the first operator, which there is only while there is none. */
export const firstOperatorAct: Act = {
  action: 'createOperator',
  entriesOfTwo: 1,
  prepare: async ({ services, openBrowser }) => {
    const link = await createFirstOperatorLink(services, author)
    const body = { token: link?.token, name: 'Kim', email: 'first@example.com', password }
    return () => isOk(openBrowser().post('/links/accept', body))
  },
}
