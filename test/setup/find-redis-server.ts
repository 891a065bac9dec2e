import { findProgram } from './find-program.ts'

export function findRedisServer(): Promise<string> {
  return findProgram({ names: ['redis-server', 'valkey-server'], debianPackage: 'redis-server' })
}
