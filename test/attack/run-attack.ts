import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { AttackTarget } from './attack-target.ts'
import type { Attack, AttackScale } from './attacks.ts'
import { startNormalClient, type NormalClientReport } from './normal-client.ts'

export type AttackReport = {
  readonly name: string
  /** How often each outcome occurred. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly rssBeforeMb: number
  readonly rssAfterMb: number
  readonly normal: NormalClientReport
  /** What the server did not withstand; empty if it withstood the attack. */
  readonly faults: readonly string[]
}

/** Above this the latency of the normal client counts as an outage. */
const maxNormalP99Ms = 2_000
/** How much larger the process may be after an attack than at its start. */
const maxRssGrowthMb = 250

/** Runs one attack while a normal client keeps making requests. */
export async function runAttack(
  target: AttackTarget,
  attack: Attack,
  { scale, startRssMb }: { readonly scale: AttackScale; readonly startRssMb: number },
): Promise<AttackReport> {
  const rssBeforeMb = await readRssMb(target.pid)
  const normalClient = startNormalClient(target)
  const outcomes = await attack.run(target, scale)
  const normal = await normalClient.stop()
  const rssAfterMb = await readRssMb(target.pid)
  const unexpected = [...new Set(outcomes.filter((outcome) => !attack.expected.test(outcome)))]
  const faults = [
    ...(outcomes.length === 0 ? ['nothing was sent'] : []),
    ...unexpected.map((outcome) => `returned ${outcome}`),
    ...(normal.failures > 0 ? [`the normal client failed ${normal.failures} times`] : []),
    ...(normal.p99Ms > maxNormalP99Ms ? ['the normal client was slow'] : []),
    ...(rssAfterMb - startRssMb > maxRssGrowthMb ? ['the process grew too much'] : []),
  ]
  return { name: attack.name, outcomes: count(outcomes), rssBeforeMb, rssAfterMb, normal, faults }
}

/** The resident memory of a process. */
export async function readRssMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Math.round(Number(stdout) / 1024)
}

function count(outcomes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
