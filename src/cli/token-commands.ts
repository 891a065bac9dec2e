import { InvalidArgumentError, type Command } from 'commander'
import { selectOperatorByEmail } from '../db/queries/operators.ts'
import { operatorRoles } from '../domain/access/operator-role.ts'
import type { InstallationContext } from '../domain/context.ts'
import type { OperatorRole, OperatorTokenRow } from '../domain/models.ts'
import { createPersonalAccessToken } from '../domain/operator-access/create-personal-access-token.ts'
import { listPersonalAccessTokens } from '../domain/operator-access/list-personal-access-tokens.ts'
import { revokePersonalAccessToken } from '../domain/operator-access/revoke-personal-access-token.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addChangeCommand,
  addCommand,
  collect,
  createChoiceOption,
  type ChangeOption,
  type JsonOption,
} from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withInstallation, type EnvironmentVariables } from './with-services.ts'

const dayMs = 24 * 60 * 60_000
const defaultDays = 90

type CreateOptions = ChangeOption & {
  readonly operator?: string
  readonly name: string
  readonly role: OperatorRole
  readonly app?: string[]
  readonly days: number
  readonly allowSensitiveActs?: true
}

export function addTokenCommands(program: Command, environment: EnvironmentVariables): void {
  const token = program.command('token').description('manage personal access tokens of operators')
  addChangeCommand(token, 'create', 'create a token; its secret is shown only once')
    .requiredOption('--operator <email>', 'operator whose token it is')
    .requiredOption('--name <name>', 'display name')
    .addOption(
      createChoiceOption('--role <role>', 'highest role of the token', operatorRoles).makeOptionMandatory(),
    )
    .option('--app <AppKey>', 'AppKey that the token works on (repeatable); default: all', collect(String))
    .option('--days <days>', 'days until the token expires, at most 365', parseDays, defaultDays)
    .option('--allow-sensitive-acts', 'allow what an operator needs a fresh second factor for')
    .action((options: CreateOptions) =>
      withInstallation(environment, options, 'Mutation.createPersonalAccessToken', async (ctx) => {
        const { name, role, app: appKeys = null, allowSensitiveActs = false } = options
        const expiresAt = new Date(ctx.clock().getTime() + options.days * dayMs)
        const input = { name, role, appKeys, expiresAt, allowSensitiveActs }
        const created = await createPersonalAccessToken(
          ctx,
          await findOperatorId(ctx, options.operator),
          input,
        )
        if (created.problem !== null) throw toCommandError(created.problem)
        printFields({ ...toTokenFields(created.token), secret: created.secret }, options.json)
      }),
    )
  addCommand(token, 'list', 'list the tokens of an operator, valid ones first')
    .option('--operator <email>', 'operator whose tokens are listed; default: that of COINSLOT_TOKEN')
    .action((options: JsonOption & { operator?: string }) =>
      withInstallation(environment, options, 'Query.personalAccessTokens', async (ctx) => {
        const tokens = await listPersonalAccessTokens(ctx, await findOperatorId(ctx, options.operator))
        const names = ['id', 'name', 'prefix', 'role', 'expiresAt', 'lastUsedAt', 'revokedAt']
        printRows(names, tokens.map(toTokenFields), options.json)
      }),
    )
  addChangeCommand(token, 'revoke <tokenId>', 'revoke a token').action(
    (tokenId: string, options: ChangeOption) =>
      withInstallation(environment, options, 'Mutation.revokePersonalAccessToken', async (ctx) => {
        const revoked = await revokePersonalAccessToken(ctx, { tokenId })
        if (revoked.problem !== null) throw toCommandError(revoked.problem)
        printFields(toTokenFields(revoked.token), options.json)
      }),
  )
}

/** Only the command line of the machine works on the tokens of others. */
async function findOperatorId(ctx: InstallationContext, email: string | undefined): Promise<string | null> {
  const { operator, via } = ctx.caller
  if (via !== 'COMMAND_LINE') return operator.id
  const found = email === undefined ? null : await selectOperatorByEmail(ctx.db, email)
  if (found === null) throw new CommandError('INVALID_INPUT: There is no such operator. (operator)')
  return found.id
}

function parseDays(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days >= 1 && days <= 365) return days
  throw new InvalidArgumentError('A whole number from 1 to 365 is expected.')
}

function toTokenFields(token: OperatorTokenRow): Fields {
  return {
    id: encodeId('pat', token.id),
    name: token.name,
    prefix: token.prefix,
    role: token.role,
    appKeys: token.appIds?.map((appId) => encodeId('ak', appId)) ?? null,
    allowSensitiveActs: token.allowSensitiveActs,
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    revokedAt: token.revokedAt?.toISOString() ?? null,
  }
}
