import type { Command } from 'commander'
import { reencryptSecrets } from '../domain/secrets/reencrypt-secrets.ts'
import { addCommand, type JsonOption } from './options.ts'
import { printFields } from './output.ts'
import { withServices, type EnvironmentVariables } from './with-services.ts'

export function addReencryptCommand(program: Command, environment: EnvironmentVariables): void {
  addCommand(
    program,
    'reencrypt',
    're-encrypt stored secrets with the first secret of COINSLOT_SECRET',
  ).action(async ({ json }: JsonOption) => {
    printFields(await withServices(environment, reencryptSecrets), json)
  })
}
