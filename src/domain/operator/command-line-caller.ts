import type { OperatorCaller } from '../context.ts'

/** The command line of the machine, which may do everything. Who can run it can also read the database and the secret. */
export function createCommandLineCaller(userName: string): OperatorCaller {
  return {
    kind: 'OPERATOR',
    operator: { id: null, name: userName },
    role: 'OWNER',
    isInstallationOwner: true,
    via: 'COMMAND_LINE',
    credentialId: null,
    secondFactorAt: null,
    allowSensitiveActs: false,
    address: null,
  }
}
