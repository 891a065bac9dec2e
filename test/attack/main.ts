import { startAttackTarget } from './attack-target.ts'
import { attacks } from './attacks.ts'
import { readRssMb, runAttack, type AttackReport } from './run-attack.ts'

/** About two minutes in total on two processors. */
const scale = { documents: 100_000, posts: 300, sockets: 2_000, maxMs: 12_000 }

const target = await startAttackTarget()
const reports: AttackReport[] = []
try {
  const startRssMb = await readRssMb(target.pid)
  for (const attack of attacks) {
    process.stderr.write(`${attack.name} …\n`)
    reports.push(await runAttack(target, attack, { scale, startRssMb }))
  }
} finally {
  await target.close()
}
console.table(
  reports.map(({ name, outcomes, rssBeforeMb, rssAfterMb, normal, faults }) => ({
    attack: name,
    outcomes: Object.entries(outcomes)
      .map(([outcome, times]) => `${times} × ${outcome}`)
      .join(', '),
    'RSS MB': `${rssBeforeMb} → ${rssAfterMb}`,
    'p50 / p99 ms': `${normal.p50Ms.toFixed(1)} / ${normal.p99Ms.toFixed(1)}`,
    verdict: faults.length === 0 ? 'withstood' : faults.join('; '),
  })),
)
process.exitCode = reports.every(({ faults }) => faults.length === 0) ? 0 : 1
