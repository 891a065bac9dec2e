import type { Command } from 'commander'
import type { UserTokenKeyRow } from '../domain/models.ts'
import { listUserTokenKeys } from '../domain/user-token-key/list-user-token-keys.ts'
import { registerUserTokenKey } from '../domain/user-token-key/register-user-token-key.ts'
import { withdrawUserTokenKey } from '../domain/user-token-key/withdraw-user-token-key.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  parseSeconds,
  parseTime,
  readTextFile,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const defaultOverlapSeconds = 24 * 60 * 60

type RegisterOptions = AppChangeOption & {
  readonly kid?: string
  readonly expires?: Date
  readonly replaces?: string
  readonly overlapSeconds: number
}

export function addUserTokenKeyCommands(program: Command, environment: EnvironmentVariables): void {
  const userTokenKey = program.command('user-token-key').description('manage the public keys of user tokens')
  addAppChangeCommand(userTokenKey, 'register <file>', 'register a public key: PEM, or a JWK in JSON')
    .option('--kid <kid>', 'key id in the header of the tokens; default: that of the JWK')
    .option('--expires <time>', 'end of the key in RFC 3339, such as 2027-01-31T00:00:00Z', parseTime)
    .option('--replaces <userTokenKeyId>', 'key that ends when the overlap ends')
    .option(
      '--overlap-seconds <seconds>',
      'how long the replaced key still verifies user tokens: 0–2592000 (30 days)',
      parseSeconds,
      defaultOverlapSeconds,
    )
    .action((file: string, options: RegisterOptions) =>
      withApp(environment, options, 'Mutation.registerUserTokenKey', async (ctx) => {
        const registered = await registerUserTokenKey(ctx, {
          publicKey: readTextFile(file),
          kid: options.kid ?? null,
          expiresAt: options.expires ?? null,
          replacesKeyId: options.replaces ?? null,
          overlapSeconds: options.overlapSeconds,
        })
        if (registered.problem !== null) throw toCommandError(registered.problem)
        printFields(toKeyFields(registered.userTokenKey), options.json)
      }),
    )
  addAppCommand(userTokenKey, 'list', 'list the valid keys, newest first').action((options: AppOption) =>
    withApp(environment, options, 'Query.appKey', async (ctx) => {
      const names = ['id', 'kid', 'algorithm', 'createdAt', 'expiresAt', 'lastUsedAt']
      printRows(names, (await listUserTokenKeys(ctx)).map(toKeyFields), options.json)
    }),
  )
  addAppChangeCommand(userTokenKey, 'withdraw <userTokenKeyId>', 'withdraw a key at once').action(
    (userTokenKeyId: string, options: AppChangeOption) =>
      withApp(environment, options, 'Mutation.withdrawUserTokenKey', async (ctx) => {
        const withdrawn = await withdrawUserTokenKey(ctx, { userTokenKeyId })
        if (withdrawn.problem !== null) throw toCommandError(withdrawn.problem)
        printFields(toKeyFields(withdrawn.userTokenKey), options.json)
      }),
  )
}

function toKeyFields({ id, kid, algorithm, jwk, createdAt, expiresAt, lastUsedAt }: UserTokenKeyRow): Fields {
  return {
    id: encodeId('utk', id),
    kid,
    algorithm,
    publicKey: jwk,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }
}
