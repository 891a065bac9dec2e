import { createOperator } from '../../src/domain/operator-account/create-operator.ts'
import { systemActor } from '../../src/domain/audit/record-audit.ts'
import type { Services } from '../../src/domain/context.ts'
import { serverTest } from '../support/test.ts'
import { openBrowser, totpCode, type Browser } from './browser.ts'

export const password = 'a long and quiet password'

export type TestOperator = { readonly id: string; readonly email: string }

let lastOperator = 0

/** Creates an operator with the password above. */
export async function addOperator(
  services: Services,
  { installationOwner = false }: { readonly installationOwner?: boolean } = {},
): Promise<TestOperator> {
  const email = `operator-${(lastOperator += 1)}@example.com`
  const created = await createOperator(
    services,
    { email, name: `Operator ${lastOperator}`, password, installationOwner },
    systemActor,
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  return { id: created.operatorId, email }
}

/** Enables the second factor in a browser that has signed in. The code of the current interval is used by it. */
export async function enableSecondFactor(
  browser: Browser,
): Promise<{ uri: string; code: string; backupCodes: string[] }> {
  const { body } = await browser.post('/two-factor/enable', { password })
  const uri = String(body['totpURI'])
  const code = totpCode(uri)
  const verified = await browser.post('/two-factor/verify-totp', { code })
  if (verified.status !== 200) throw new Error(JSON.stringify(verified.body))
  return { uri, code, backupCodes: body['backupCodes'] as string[] }
}

/** A server that believes the address that a test browser sends. */
export const operatorTest = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { TRUSTED_PROXIES: '127.0.0.1' } })
  .extend(
    'openBrowser',
    ({ server }) =>
      (address?: string) =>
        openBrowser(server.instance.url, address),
  )
  /** A new operator and a browser in which it has signed in. */
  .extend('openSession', ({ services, openBrowser: open }) => async () => {
    const operator = await addOperator(services)
    const browser = open()
    await browser.signIn(operator.email, password)
    return { ...operator, browser }
  })
