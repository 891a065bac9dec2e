import type { Command } from 'commander'
import { readRedisPolicy } from '../coordination/read-redis-policy.ts'
import { fail, type Finding } from '../domain/doctor/finding.ts'
import { runChecks } from '../domain/doctor/run-checks.ts'
import { describeStartError } from '../startup/describe-start-error.ts'
import { addCommand, type JsonOption } from './options.ts'
import { CommandError } from './output.ts'
import { withServices, type EnvironmentVariables } from './with-services.ts'

const width = 80
const nameWidth = 18
const colors = { ok: 32, warn: 33, fail: 31 } as const

export function addDoctorCommand(program: Command, environment: EnvironmentVariables): void {
  addCommand(
    program,
    'doctor',
    'check the configuration, the database, Redis, the stores, jobs and feeds, and say what to do',
  ).action(async ({ json }: JsonOption) => {
    const findings = await diagnose(environment)
    if (json) console.log(JSON.stringify(findings, null, 2))
    else for (const finding of findings) console.log(formatFinding(finding, process.stdout.isTTY))
    const failed = findings.filter(({ status }) => status === 'fail').length
    if (failed > 0) throw new CommandError(`${failed} of ${findings.length} checks failed.`)
  })
}

async function diagnose(environment: EnvironmentVariables): Promise<readonly Finding[]> {
  try {
    return await withServices(
      environment,
      (services, config) => runChecks(services, config, readRedisPolicy),
      {
        checkDatabase: false,
      },
    )
  } catch (error) {
    return [
      fail(
        'start',
        describeStartError(error),
        'Correct the environment variables; see docs/configuration.md.',
      ),
    ]
  }
}

/** One line, or several of at most 80 columns: the status, the name, what was found and what to do. */
export function formatFinding({ name, status, message, advice }: Finding, isColored: boolean): string {
  const label = isColored ? `\u{1b}[${colors[status]}m${status.padEnd(4)}\u{1b}[0m` : status.padEnd(4)
  const indent = ' '.repeat(nameWidth + 6)
  const [first = '', ...rest] = wrap(message, width - indent.length)
  const shortName =
    name.length <= nameWidth ? name.padEnd(nameWidth) : `${name}\n${' '.repeat(nameWidth + 5)}`
  const lines = [`${label} ${shortName} ${first}`, ...rest.map((line) => indent + line)]
  if (advice !== null) {
    lines.push(...wrap(`-> ${advice}`, width - indent.length).map((line) => indent + line))
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
