import { parseArgs } from 'node:util'

export type Settings = {
  /** The GraphQL endpoint of Coinslot. */
  readonly url: string
  readonly appKey: string
  readonly serverKey: string
  readonly userTokenSecret: string
  readonly emulatorUrl: string
  /** The folder of the game server's own storage. */
  readonly dataDir: string
  /** 0 selects a free port. */
  readonly port: number
  /** The origins at which browsers see the game; by default its own address. */
  readonly origins: readonly string[]
  /** Whether the page itself consumes the payments, instead of the game server. */
  readonly isBuiltIn: boolean
}

/** Reads the options of the command line and the environment, where the secrets are. */
export function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      'built-in': { type: 'boolean', default: false },
      port: { type: 'string', default: '4200' },
      origin: { type: 'string', multiple: true, default: [] },
    },
  })
  return {
    url: readVariable('COINSLOT_URL'),
    appKey: readVariable('COINSLOT_APP_KEY'),
    serverKey: readVariable('COINSLOT_SERVER_KEY'),
    userTokenSecret: readVariable('COINSLOT_USER_TOKEN_SECRET'),
    emulatorUrl: readVariable('STORE_EMULATOR_URL'),
    dataDir: readVariable('ARCADE_DATA_DIR'),
    port: Number(values.port),
    origins: values.origin,
    isBuiltIn: values['built-in'],
  }
}

function readVariable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '') throw new Error(`The variable ${name} is not set.`)
  return value
}
