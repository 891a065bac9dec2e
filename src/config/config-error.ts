/** Missing or invalid environment variables; the message names each of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
