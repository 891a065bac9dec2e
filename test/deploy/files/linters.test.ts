import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test as baseTest } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const test = baseTest
  .extend('root', { scope: 'file' }, tmpdir())
  .extend('folder', { scope: 'file' }, ({ root: parent }, { onCleanup }) => {
    const folder = mkdtempSync(join(parent, 'coinslot-linters-'))
    onCleanup(() => rmSync(folder, { recursive: true }))
    return folder
  })

/** Whether a linter is installed; if not, its tests are skipped with a warning. */
function isInstalled(program: string, versionOption = '--version'): boolean {
  const installed = spawnSync(program, [versionOption]).status === 0
  if (!installed) console.warn(`${program} is not installed: the files that it checks are not checked.`)
  return installed
}

const dockerfile = read('Dockerfile')
const instructions = DockerfileParser.parse(dockerfile).getInstructions()
const ofKind = (keyword: string) =>
  instructions
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getRawArgumentsContent() ?? '')

describe('the Dockerfile', () => {
  test('the linter of Docker files finds nothing', () => {
    expect(validate(dockerfile).map(({ message }) => message)).toEqual([])
  })

  // The rules of hadolint that apply, by their numbers.
  test('DL3006, DL3007: each base image has a version', () => {
    expect(ofKind('FROM').map((text) => text.split(' ')[0])).toEqual(Array(3).fill('${NODE_IMAGE}'))
    expect(ofKind('ARG')[0]).toMatch(/^NODE_IMAGE=node:\d+\.\d+\.\d+-\w+-slim$/)
  })

  test('DL3000: each working directory is absolute', () => {
    for (const folder of ofKind('WORKDIR')) expect(folder).toMatch(/^\//)
  })

  test('DL3002, DL3046: the last user is a number and not root', () => {
    expect(ofKind('USER').at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  test('DL3003, DL3004, DL3008, DL3016: a build step runs one script, without sudo, apt-get and npm install', () => {
    for (const command of ofKind('RUN')) {
      expect(command.replace(/^(--\S+\s+)*/, '')).toMatch(/^deploy\/[\w-]+\.sh$/)
    }
  })

  test('DL3010, DL3020: files are copied by COPY', () => {
    expect(ofKind('ADD')).toEqual([])
  })

  test('DL3021: a target of several files ends with a slash', () => {
    for (const text of ofKind('COPY')) {
      const paths = text.split(/\s+/).filter((word) => !word.startsWith('--'))
      if (paths.length > 2) expect(paths.at(-1)).toMatch(/\/$/)
    }
  })

  test('DL3022, DL3023: files come from an earlier stage with a name', () => {
    const stages = ofKind('FROM').flatMap((text) => / AS (\w+)$/.exec(text)?.[1] ?? [])
    const origins = ofKind('COPY').flatMap((text) => /--from=(\S+)/.exec(text)?.[1] ?? [])
    expect(origins.filter((origin) => !stages.includes(origin))).toEqual([])
  })

  test('DL3012, DL3025, DL4003, DL4004: there is one command and one health check, in the exec form', () => {
    expect(ofKind('CMD').map((text) => JSON.parse(text) as unknown)).toEqual([['node', 'src/start.mjs']])
    expect(ofKind('HEALTHCHECK')).toHaveLength(1)
    expect(ofKind('HEALTHCHECK')[0]).toMatch(/^(--\S+\s+)*CMD \["node", /)
    expect(ofKind('ENTRYPOINT')).toEqual([])
  })

  test('no argument, variable or copied file is a secret', () => {
    const names = [...ofKind('ARG'), ...ofKind('ENV')].join(' ')
    expect(names).not.toMatch(/SECRET|PASSWORD|TOKEN|DATABASE_URL|REDIS_URL/)
    const sources = ofKind('COPY').flatMap((text) => text.split(/\s+/).slice(0, -1))
    expect(sources.filter((source) => /^\.\/?$|^\*|\.env|secrets/.test(source))).toEqual([])
  })
})

test('nothing enters the build that .dockerignore does not name', () => {
  const [first, ...others] = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(first).toBe('*')
  const exceptions = others.filter((line) => line.startsWith('!'))
  expect(exceptions.filter((line) => /[*?]|secret|\.env/.test(line))).toEqual([])
})

const scripts = [
  ...globSync('{deploy,test/deploy}/**/*.sh', { cwd: root }),
  '.ci/run',
  '.ci/check-migrations',
]

describe.skipIf(!isInstalled('shellcheck'))('shellcheck', () => {
  test.each(scripts)('it finds nothing in %s', (script) => {
    const { stdout } = spawnSync('shellcheck', [script], { cwd: root, encoding: 'utf8' })
    expect(stdout).toBe('')
  })
})

describe.skipIf(!isInstalled('systemd-analyze'))('systemd-analyze', () => {
  test('it accepts the unit', ({ folder }) => {
    // The unit names programs of the machine on which it is installed.
    const unit = join(folder, 'coinslot.service')
    writeFileSync(unit, read('deploy/systemd/coinslot.service').replace('/usr/bin/node', process.execPath))
    const { stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], {
      encoding: 'utf8',
    })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  })

  test('it rates the exposure of the unit below 1.5 of 10', ({ folder }) => {
    const unit = join(folder, 'rated.service')
    writeFileSync(unit, read('deploy/systemd/coinslot.service'))
    const options = ['security', '--offline=true', '--no-pager', '--threshold=15']
    const { stdout, status } = spawnSync('systemd-analyze', [...options, unit], { encoding: 'utf8' })
    expect(status, stdout).toBe(0)
  })
})

const chart = 'deploy/helm/coinslot'

describe.skipIf(!isInstalled('helm', 'version'))('helm', () => {
  const helm = (...args: string[]) =>
    execFileSync('helm', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
  const render = (...values: string[]) =>
    helm('template', 'game', chart, ...values.flatMap((value) => ['--set', value]))
  const secret = 'existingSecret=coinslot'

  test('its linter accepts the chart', () => {
    expect(helm('lint', '--strict', chart, '--set', secret)).toContain('0 chart(s) failed')
  })

  test('every part of the chart can be rendered', () => {
    const parts = ['ingress', 'serviceMonitor', 'api.autoscaling'].map((name) => `${name}.enabled=true`)
    const text = render(secret, ...parts, 'ingress.host=pay.example.com')
    const kinds = Array.from(text.matchAll(/^kind: (\w+)$/gm), ([, kind]) => kind)
    expect([...new Set(kinds)].toSorted()).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
      'ServiceMonitor',
    ])
  })

  test('a number keeps its digits', ({ folder }) => {
    const values = join(folder, 'values.yaml')
    writeFileSync(values, 'existingSecret: s\nconfig: { PURCHASE_TTL_MS: 86400000 }\n')
    expect(helm('template', 'game', chart, '--values', values)).toContain('value: "86400000"')
  })

  test.each([
    ['without a Secret', [], 'existingSecret is required'],
    ['with a secret among the settings', [secret, 'config.COINSLOT_SECRET=x'], 'COINSLOT_SECRET'],
    ['with a misspelled value', [secret, 'api.replica=3'], 'replica'],
    ['with an Ingress without a host', [secret, 'ingress.enabled=true'], 'ingress.host is required'],
  ])('a chart %s is rejected', (_, values, message) => {
    expect(() => render(...values)).toThrow(message)
  })
})

test('the chart has the version of package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(read(`${chart}/Chart.yaml`)).toContain(`\nversion: ${version}\nappVersion: ${version}\n`)
})
