import { generateLoad, type LoadOptions } from '../http-load.ts'
import { readCpuMicros } from './cpu-time.ts'
import type { Measurement } from './rounds.ts'

/** The processes whose CPU an operation uses. */
type MeasuredProcesses = { readonly api: number; readonly postgres: number }

/** Generates the load, and divides the CPU that the processes used meanwhile among the operations. */
export async function measureLoad(
  load: LoadOptions,
  processes: MeasuredProcesses,
  operationsPerResponse = 1,
): Promise<Measurement> {
  const readAll = () => ({
    api: readCpuMicros(processes.api),
    postgres: readCpuMicros(processes.postgres),
  })
  const before = readAll()
  const { responses, perSecond, p50Ms, p99Ms, unexpected } = await generateLoad(load)
  const after = readAll()
  const operations = responses * operationsPerResponse
  const perOperation = (name: keyof MeasuredProcesses) => {
    const { [name]: first } = before
    const { [name]: last } = after
    return first === null || last === null || responses === 0 ? undefined : (last - first) / operations
  }
  const apiCpuMicros = perOperation('api')
  const postgresCpuMicros = perOperation('postgres')
  return {
    perSecond: perSecond * operationsPerResponse,
    p50Ms,
    p99Ms,
    unexpected,
    ...(apiCpuMicros === undefined ? {} : { apiCpuMicros }),
    ...(postgresCpuMicros === undefined ? {} : { postgresCpuMicros }),
  }
}
