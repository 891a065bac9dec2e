import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second. */
const microsPerTick = 10_000

type ProcessTimes = { readonly parent: number; readonly ticks: number }

/** What a process has used, with its children that have ended; null without /proc or when the process has ended. */
function readTimes(pid: string): ProcessTimes | null {
  try {
    return parseTimes(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return null
  }
}

/** The name of the program is in parentheses, and may contain spaces and parentheses itself. */
export function parseTimes(stat: string): ProcessTimes {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0)
  return { parent: Number(fields[1]), ticks }
}

/** Microseconds of CPU that a process and its direct children have used; null where the system does not say. */
export function readCpuMicros(pid: number): number | null {
  const own = readTimes(String(pid))
  if (own === null) return null
  let { ticks } = own
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const times = readTimes(name)
    if (times?.parent === pid) ticks += times.ticks
  }
  return ticks * microsPerTick
}
