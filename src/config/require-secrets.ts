import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'

/**
 * The secrets of a server whose database is not the embedded one.
 * @throws ConfigError
 */
export function requireSecrets({ secrets }: Pick<Config, 'secrets'>): readonly string[] {
  if (secrets === null) throw new ConfigError('DATABASE_URL requires COINSLOT_SECRET')
  return secrets
}
