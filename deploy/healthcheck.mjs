// Exits with 0 if the server of this container responds, without a client such as curl in the image.
// `node deploy/healthcheck.mjs /readyz` checks whether it can serve requests; the default is whether it is alive.
const path = process.argv[2] ?? '/healthz'
const url = `http://127.0.0.1:${process.env.PORT || '4000'}${path}`

try {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(4_000) })
  console.log(`${url}: ${response.status} ${await response.text()}`)
  process.exitCode = response.ok ? 0 : 1
} catch (error) {
  console.log(`${url}: ${error.cause?.code ?? error.message}`)
  process.exitCode = 1
}
