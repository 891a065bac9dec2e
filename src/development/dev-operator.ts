import { systemActor } from '../domain/audit/record-audit.ts'
import type { Services } from '../domain/context.ts'
import { createOperator } from '../domain/operator-account/create-operator.ts'
import { findOperatorByEmail } from '../domain/operator-account/list-operators.ts'
import { developmentBytes } from '../platform/crypto.ts'

export type DevOperator = { readonly email: string; readonly password: string }

const email = 'owner@example.com'

/** Creates the operator of the example app. The password is derived from the secret, so it stays the same at every start. */
export async function prepareDevOperator(services: Services): Promise<DevOperator> {
  const password = developmentBytes(services.keyring, 'operator password').toString('base64url').slice(0, 24)
  if ((await findOperatorByEmail(services, email)) === null) {
    const input = { email, name: 'Development owner', password, installationOwner: true }
    const { problem } = await createOperator(services, input, systemActor)
    if (problem !== null) throw new Error(problem.message)
  }
  return { email, password }
}
