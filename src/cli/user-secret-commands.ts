import { InvalidArgumentError, type Command } from 'commander'
import { listUserSecrets, type UserSecret } from '../domain/user-secret/list-user-secrets.ts'
import { rotateUserSecret } from '../domain/user-secret/rotate-user-secret.ts'
import { withdrawUserSecret } from '../domain/user-secret/withdraw-user-secret.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppChangeCommand, addAppCommand, type AppChangeOption, type AppOption } from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const defaultOverlapHours = 24

export function addUserSecretCommands(program: Command, environment: EnvironmentVariables): void {
  const userSecret = program.command('user-secret').description('manage the secrets of user tokens')
  addAppChangeCommand(userSecret, 'rotate', 'create a new secret, which is shown only once')
    .option(
      '--overlap-hours <hours>',
      'how long the previous secret still verifies user tokens: 0–168',
      parseHours,
      defaultOverlapHours,
    )
    .action((options: AppChangeOption & { overlapHours: number }) =>
      withApp(environment, options, 'Mutation.rotateUserSecret', async (ctx) => {
        const rotated = await rotateUserSecret(ctx, options)
        if (rotated.problem !== null) throw toCommandError(rotated.problem)
        printFields({ ...toUserSecretFields(rotated.userSecret), secret: rotated.secret }, options.json)
      }),
    )
  addAppCommand(userSecret, 'list', 'list the valid secrets without their text, newest first').action(
    (options: AppOption) =>
      withApp(environment, options, 'Query.appKey', async (ctx) => {
        const rows = (await listUserSecrets(ctx)).map(toUserSecretFields)
        printRows(['id', 'createdAt', 'expiresAt', 'lastUsedAt'], rows, options.json)
      }),
  )
  addAppChangeCommand(
    userSecret,
    'withdraw <userSecretId>',
    'withdraw a previous secret before it expires',
  ).action((userSecretId: string, options: AppChangeOption) =>
    withApp(environment, options, 'Mutation.withdrawUserSecret', async (ctx) => {
      const withdrawn = await withdrawUserSecret(ctx, { userSecretId })
      if (withdrawn.problem !== null) throw toCommandError(withdrawn.problem)
      printFields(toUserSecretFields(withdrawn.userSecret), options.json)
    }),
  )
}

function parseHours(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of hours.')
  return Number(text)
}

function toUserSecretFields({ id, createdAt, expiresAt, lastUsedAt }: UserSecret): Fields {
  return {
    id: encodeId('uts', id),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
