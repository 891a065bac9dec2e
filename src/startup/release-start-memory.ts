import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects the garbage of the start, and returns its memory to the operating system. Loading the modules lets V8 grow the space for new
 * objects to more than 100 MiB, which it would keep while the process has little to do. It takes 60 ms of CPU, once.
 */
export function releaseStartMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as NodeJS.GCFunction
  // An ordinary collection keeps the size of the space for new objects.
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
