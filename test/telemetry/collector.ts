import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'

const attribute = z.object({
  key: z.string(),
  value: z.looseObject({ stringValue: z.string().optional(), intValue: z.number().optional() }),
})

const spanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute),
})

export type CollectedSpan = {
  readonly traceId: string
  readonly spanId: string
  readonly parentId: string | null
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number | undefined>>
}

const traceRequest = z.object({
  resourceSpans: z.array(
    z.looseObject({ scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })) }),
  ),
})

/** A collector of OpenTelemetry that receives JSON by HTTP. */
export type Collector = {
  readonly url: string
  readonly spans: () => readonly CollectedSpan[]
  /** Everything that it received. */
  readonly text: (path: 'traces' | 'metrics') => string
  readonly close: () => Promise<void>
}

export async function startCollector(): Promise<Collector> {
  const bodies: { readonly path: string; readonly text: string }[] = []
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      bodies.push({ path: request.url ?? '', text })
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const texts = (path: string) => bodies.filter((body) => body.path === `/v1/${path}`).map(({ text }) => text)
  return {
    url: `http://127.0.0.1:${port}`,
    text: (path) => texts(path).join('\n'),
    spans: () => texts('traces').flatMap(readSpans),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function readSpans(text: string): CollectedSpan[] {
  const { resourceSpans } = traceRequest.parse(JSON.parse(text))
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  return spans.map(({ traceId, spanId, parentSpanId = '', name, attributes }) => ({
    traceId,
    spanId,
    parentId: parentSpanId === '' ? null : parentSpanId,
    name,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
    ),
  }))
}
