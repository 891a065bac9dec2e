import type { Command } from 'commander'
import { readConfig } from '../config/config.ts'
import { toAuditOrigin } from '../domain/audit/audit-origin.ts'
import type { Services } from '../domain/context.ts'
import {
  createFirstOperatorLink,
  createPasswordResetLink,
  formatLinkUrl,
  inviteOperator,
  type OperatorLink,
} from '../domain/operator-account/create-link.ts'
import { createLinkMail } from '../domain/operator-account/link-mail.ts'
import { findOperatorByEmail, listOperators } from '../domain/operator-account/list-operators.ts'
import { setOperatorDisabled } from '../domain/operator-account/set-operator-disabled.ts'
import { encodeId } from '../platform/ids.ts'
import { addChangeCommand, addCommand, type ChangeOption, type JsonOption } from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import {
  commandLineCaller,
  withInstallation,
  withServices,
  type EnvironmentVariables,
} from './with-services.ts'

/** The API has no field for one-time links; whoever may disable operators may create them. */
const fieldOfOwners = 'Mutation.disableOperator'

type EmailOption = ChangeOption & { readonly email: string }

export function addOperatorCommands(program: Command, environment: EnvironmentVariables): void {
  const operator = program.command('operator').description('manage the operators of this installation')
  addLinkCommands(operator, environment)
  addCommand(operator, 'list', 'list all operators').action((options: JsonOption) =>
    withInstallation(environment, options, 'Query.operators', async (services) => {
      const names = ['id', 'email', 'name', 'installationOwner', 'secondFactor', 'disabledAt']
      printRows(names, (await listOperators(services)).map(toOperatorFields), options.json)
    }),
  )
  for (const [name, disabled] of [
    ['disable', true],
    ['enable', false],
  ] as const) {
    const field = `Mutation.${name}Operator` as const
    addEmailCommand(
      operator,
      name,
      `${name} an operator${disabled ? ', whose sessions end at once' : ''}`,
    ).action((options: EmailOption) =>
      withInstallation(environment, options, field, async (ctx) => {
        const { email, json } = options
        const found = await findOperator(ctx, email)
        const isChanged = await setOperatorDisabled(ctx, { id: found.id, disabled }, toAuditOrigin(ctx))
        if (!isChanged) {
          throw new CommandError(
            `The operator is ${disabled ? 'disabled already, or is the last installation owner' : 'not disabled'}.`,
          )
        }
        printFields(toOperatorFields(await findOperator(ctx, email)), json)
      }),
    )
  }
}

function addLinkCommands(operator: Command, environment: EnvironmentVariables): void {
  addChangeCommand(operator, 'first-link', 'print a one-time link that creates the first operator').action(
    ({ json, reason }: ChangeOption) =>
      withServices(environment, async (services) => {
        const link = await createFirstOperatorLink(
          services,
          toAuditOrigin({ caller: commandLineCaller, reason: reason ?? null }),
        )
        if (link === null) throw new CommandError('There is an operator already: invite others.')
        printFields(toLinkFields(environment, link), json)
      }),
  )
  addEmailCommand(operator, 'invite', 'create a one-time link that creates an operator')
    .option('--owner', 'make the operator an installation owner, who may do everything')
    .action((options: EmailOption & { readonly owner?: boolean }) =>
      withInstallation(environment, options, fieldOfOwners, async (ctx) => {
        const { email, owner = false, json } = options
        const invitation = { email, installationOwner: owner }
        const invited = await inviteOperator(ctx, invitation, toAuditOrigin(ctx))
        if (invited.problem !== null) throw toCommandError(invited.problem)
        printFields(await deliver(ctx, environment, invited.link), json)
      }),
    )
  addEmailCommand(operator, 'reset-password', 'create a one-time link that sets a new password').action(
    (options: EmailOption) =>
      withInstallation(environment, options, fieldOfOwners, async (ctx) => {
        const { email, json } = options
        const link = await createPasswordResetLink(ctx, email, toAuditOrigin(ctx))
        if (link === null) throw new CommandError('There is no such operator, or it is disabled.')
        printFields(await deliver(ctx, environment, link), json)
      }),
  )
}

function addEmailCommand(parent: Command, name: string, description: string): Command {
  return addChangeCommand(parent, name, description).requiredOption(
    '--email <address>',
    'email address of the operator',
  )
}

async function findOperator(services: Services, email: string) {
  const found = await findOperatorByEmail(services, email)
  if (found === null) throw new CommandError('There is no such operator.')
  return found
}

/** Mails the link if a mail server is configured, and prints it in any case. */
async function deliver(
  { mailer }: Services,
  environment: EnvironmentVariables,
  link: OperatorLink,
): Promise<Fields> {
  const fields = toLinkFields(environment, link)
  if (!mailer.isConfigured || link.email === null || link.kind === 'FIRST_OPERATOR') return fields
  const mail = createLinkMail(link.kind, String(fields['url']), link.expiresAt)
  try {
    await mailer.send({ to: link.email, ...mail })
    return { ...fields, mailedTo: link.email }
  } catch (error) {
    return { ...fields, mailError: error instanceof Error ? error.message : String(error) }
  }
}

function toLinkFields(environment: EnvironmentVariables, link: OperatorLink): Fields {
  const { operators, host, port } = readConfig(environment)
  const url = formatLinkUrl(operators.consoleUrl ?? `http://${host}:${port}`, link)
  return {
    kind: link.kind,
    email: link.email,
    url,
    token: link.token,
    expiresAt: link.expiresAt.toISOString(),
  }
}

function toOperatorFields(operator: Awaited<ReturnType<typeof listOperators>>[number]): Fields {
  return {
    id: encodeId('opr', operator.id),
    email: operator.email,
    name: operator.name,
    installationOwner: operator.installationOwner,
    secondFactor: operator.twoFactorEnabled,
    disabledAt: operator.disabledAt?.toISOString() ?? null,
  }
}
