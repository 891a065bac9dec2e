import { randomSecret } from './crypto.ts'

export const operatorTokenPrefix = 'cop_'

/** The secret of a personal access token, with 192 random bits. */
export function createOperatorTokenSecret(): string {
  return `${operatorTokenPrefix}${randomSecret()}`
}
