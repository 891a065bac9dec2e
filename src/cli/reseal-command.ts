import type { Command } from 'commander'
import { resealSecrets } from '../domain/reseal-secrets.ts'
import { addCommand, type Json } from './options.ts'
import { printFields } from './output.ts'
import { withServices, type Environment } from './session.ts'

export function addResealCommand(program: Command, environment: Environment): void {
  addCommand(program, 'reseal', 'seal stored secrets anew under the first secret of COINSLOT_SECRET').action(
    async ({ json }: Json) => {
      printFields(await withServices(environment, resealSecrets), json)
    },
  )
}
