import dockerignore from '@balena/dockerignore'
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { findProgram } from '../setup/find-program.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { startContainer } from './container.ts'
import { readStages, type Stage, type Step } from './dockerfile.ts'

const workingDirectory = '/opt/coinslot'
const certificatesInside = '/run/certificates.pem'

export type Image = {
  /** What the image has in its working directory. */
  readonly files: string
  readonly config: Stage
}

type Copy = Extract<Step, { keyword: 'COPY' }>
type Run = Extract<Step, { keyword: 'RUN' }>

/**
 * Executes the instructions of the Dockerfile without Docker. The base image is this machine's file system with this project's Node, so
 * only what happens in the working directory becomes part of the image.
 */
export async function buildImage(target: string): Promise<Image> {
  const stages = readStages(readFileSync(join(repositoryRoot, 'Dockerfile'), 'utf8'))
  for (const stage of stages) {
    if (stage.workingDirectory !== workingDirectory)
      throw new Error(`WORKDIR ${stage.workingDirectory} is not supported.`)
    const files = join(target, stage.name)
    mkdirSync(files, { recursive: true })
    for (const step of stage.steps) {
      if (step.keyword === 'COPY') copy(step, files, target)
      else await run(step, files)
    }
  }
  const config = stages.at(-1)
  if (config === undefined) throw new Error('The Dockerfile has no stage.')
  return { files: join(target, config.name), config }
}

/** As Docker does, only the content of a folder is copied, and a target with a slash at its end is a folder. */
function copy({ from, sources, target }: Copy, files: string, stages: string): void {
  const isIncluded = from === null ? createContextFilter() : () => true
  for (const source of sources) {
    const path =
      from === null ? join(repositoryRoot, source) : join(stages, from, relative(workingDirectory, source))
    if (!existsSync(path) || !isIncluded(path)) throw new Error(`COPY: ${source} is not part of the build.`)
    const isFile = statSync(path).isFile()
    const destination = join(files, isFile && target.endsWith('/') ? join(target, basename(source)) : target)
    cpSync(path, destination, { recursive: true, verbatimSymlinks: true, filter: isIncluded })
  }
}

/** What .dockerignore lets into the build. Docker also enters an excluded folder that has an exception. */
function createContextFilter(): (path: string) => boolean {
  const ignore = dockerignore.default().add(readFileSync(join(repositoryRoot, '.dockerignore'), 'utf8'))
  return (path) => !ignore.ignores(relative(repositoryRoot, path))
}

async function run({ command, cache }: Run, files: string): Promise<void> {
  const npmSettings = join(homedir(), '.npmrc')
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env
  const container = startContainer({
    files,
    access: 'rw',
    user: '0:0',
    environment: {
      HOME: '/root',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      npm_config_prefer_offline: 'true',
      ...(certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificatesInside }),
    },
    binds: {
      '/run/npm': await findNpm(),
      ...(cache === null ? {} : { [cache]: prepareCache(cache) }),
      ...(existsSync(npmSettings) ? { '/root/.npmrc': npmSettings } : {}),
      ...(certificates === undefined ? {} : { [certificatesInside]: certificates }),
    },
    command: ['/bin/sh', '-c', command],
  })
  const { code } = await container.exited
  if (code !== 0) throw new Error(`RUN ${command} ended with ${String(code)}:\n${container.output()}`)
}

/** The folder of npm, which is not always below /usr. */
async function findNpm(): Promise<string> {
  const command = realpathSync(await findProgram({ names: ['npm'], debianPackage: 'npm' }))
  return dirname(dirname(command))
}

/** The cache of this machine's npm: what `npm ci` has just installed is not downloaded again. */
function prepareCache(folder: string): string {
  const path = join(homedir(), relative('/root', folder))
  mkdirSync(path, { recursive: true })
  return path
}
