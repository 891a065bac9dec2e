import type { Command } from 'commander'
import { operatorRoles } from '../domain/access/operator-role.ts'
import type { OperatorRole } from '../domain/models.ts'
import { inviteOperator } from '../domain/operator-access/invite-operator.ts'
import { listOperatorGrants } from '../domain/operator-access/list-operators.ts'
import type { OperatorGrant } from '../domain/operator-access/operator-grant.ts'
import { revokeOperatorGrant } from '../domain/operator-access/revoke-operator-grant.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  createChoiceOption,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const pageSize = 100

export function addOperatorGrantCommands(program: Command, environment: EnvironmentVariables): void {
  const grant = program.command('operator-grant').description('manage the roles of operators at an app')
  addAppCommand(grant, 'list', `list the newest ${pageSize} operators that have a role`).action(
    (options: AppOption) =>
      withApp(environment, options, 'Query.operatorGrants', async (ctx) => {
        const { edges } = await listOperatorGrants(ctx, { first: pageSize, after: null })
        const rows = edges.map(({ node }) => toGrantFields(node))
        printRows(['operatorId', 'email', 'role', 'grantedAt'], rows, options.json)
      }),
  )
  addAppChangeCommand(
    grant,
    'set <email>',
    'give an operator a role, or invite a person who is no operator yet',
  )
    .addOption(
      createChoiceOption('--role <role>', 'role of the operator', operatorRoles).makeOptionMandatory(),
    )
    .action((email: string, options: AppChangeOption & { role: OperatorRole }) =>
      withApp(environment, options, 'Mutation.inviteOperator', async (ctx) => {
        const invited = await inviteOperator(ctx, { email, role: options.role })
        if (invited.problem !== null) throw toCommandError(invited.problem)
        const { grant: given, invitationLink } = invited
        printFields(
          given === null ? { email, role: options.role, invitationLink } : toGrantFields(given),
          options.json,
        )
      }),
    )
  addAppChangeCommand(grant, 'revoke <operatorId>', 'take the role of an operator away').action(
    (operatorId: string, options: AppChangeOption) =>
      withApp(environment, options, 'Mutation.revokeOperatorGrant', async (ctx) => {
        const revoked = await revokeOperatorGrant(ctx, { operatorId })
        if (revoked.problem !== null) throw toCommandError(revoked.problem)
        printFields(toGrantFields(revoked.grant), options.json)
      }),
  )
}

function toGrantFields({ operator, role, grantedAt }: OperatorGrant): Fields {
  return {
    operatorId: encodeId('opr', operator.id),
    email: operator.email,
    role,
    grantedAt: grantedAt.toISOString(),
  }
}
