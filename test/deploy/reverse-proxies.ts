import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../setup/find-program.ts'
import { startOnFreePort } from '../setup/free-port.ts'
import { captureChild, repositoryRoot, waitForOutput, type ChildHandle } from '../support/server-process.ts'

export type ReverseProxy = {
  /** Requests what the proxy is asked for, as a client with this address. */
  readonly port: number
  readonly process: ChildHandle
}

type Options = {
  /** An empty folder for the configuration and temporary files. */
  readonly folder: string
  /** The URLs of the servers behind the proxy. */
  readonly servers: readonly string[]
}

export type ProxyProgram = {
  readonly name: string
  readonly names: readonly string[]
  readonly debianPackage: string
  readonly start: (program: string, options: Options) => Promise<ReverseProxy>
}

export const proxyPrograms: readonly ProxyProgram[] = [
  { name: 'nginx', names: ['nginx'], debianPackage: 'nginx-light', start: onFreePort(startNginx) },
  { name: 'Caddy', names: ['caddy'], debianPackage: 'caddy', start: onFreePort(startCaddy) },
]

/** The program, or null with the reason on the standard error. */
export async function findProxyProgram(program: ProxyProgram): Promise<string | null> {
  try {
    return await findProgram(program)
  } catch (error) {
    console.warn(`The configuration of ${program.name} is not tested. ${String(error)}`)
    return null
  }
}

type PortOptions = Options & { readonly port: number }

function onFreePort(
  start: (program: string, options: PortOptions) => Promise<ReverseProxy>,
): ProxyProgram['start'] {
  return (program, options) => startOnFreePort((port) => start(program, { ...options, port }))
}

const hosts = (servers: readonly string[]) => servers.map((url) => new URL(url).host)

/** Replaces what the operator has to replace; fails when the sample has no such text any more. */
function adapt(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((adapted, [from, to]) => {
    if (!adapted.includes(from)) throw new Error(`The sample has no text "${from}".`)
    return adapted.replaceAll(from, to)
  }, text)
}

function createCertificate(folder: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', [...request, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return { certificate, key }
}

async function startNginx(program: string, { folder, servers, port }: PortOptions): Promise<ReverseProxy> {
  const { certificate, key } = createCertificate(folder)
  const [first = ''] = hosts(['http://127.0.0.1:4000'])
  const sample = adapt(readFileSync(join(repositoryRoot, 'deploy/nginx/coinslot.conf'), 'utf8'), [
    [
      `server ${first} max_fails=1 fail_timeout=1s;`,
      hosts(servers)
        .map((host) => `server ${host} max_fails=1 fail_timeout=1s;`)
        .join('\n'),
    ],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['listen [::]:443 ssl;', ''],
    ['pay.example.com;', 'localhost;'],
    ['/etc/ssl/pay.example.com.pem', certificate],
    ['/etc/ssl/pay.example.com.key', key],
  ])
  writeFileSync(join(folder, 'coinslot.conf'), sample)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
    mkdirSync(join(folder, name), { recursive: true })
    return `${name}_temp_path ${join(folder, name)};`
  })
  const main = `${process.getuid?.() === 0 ? 'user root;' : ''} daemon off; worker_processes 1;
pid ${join(folder, 'nginx.pid')}; error_log stderr notice; events {}
http { access_log off; ${temporary.join(' ')} include ${join(folder, 'coinslot.conf')}; }
`
  const config = join(folder, 'nginx.conf')
  writeFileSync(config, main)
  execFileSync(program, ['-t', '-q', '-e', 'stderr', '-c', config])
  return { port, process: await start(program, ['-e', 'stderr', '-c', config], /start worker process \d/) }
}

async function startCaddy(program: string, { folder, servers, port }: PortOptions): Promise<ReverseProxy> {
  const { certificate, key } = createCertificate(folder)
  const sample = adapt(readFileSync(join(repositoryRoot, 'deploy/caddy/Caddyfile'), 'utf8'), [
    ['127.0.0.1:4000', hosts(servers).join(' ')],
    ['pay.example.com {', `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${certificate} ${key}`],
  ])
  const config = join(folder, 'Caddyfile')
  writeFileSync(config, `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${sample}`)
  const args = ['run', '--adapter', 'caddyfile', '--config', config]
  return {
    port,
    process: await start(program, args, /serving initial configuration/, { HOME: folder }),
  }
}

async function start(
  program: string,
  args: readonly string[],
  started: RegExp,
  environment: Readonly<Record<string, string>> = {},
): Promise<ChildHandle> {
  const child = captureChild(spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] }))
  await waitForOutput(child, started)
  return child
}
