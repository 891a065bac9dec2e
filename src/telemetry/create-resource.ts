import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { describeProcess } from '../platform/ids.ts'
import type { TelemetryOptions } from './telemetry.ts'

/** What sends the traces and metrics; `OTEL_RESOURCE_ATTRIBUTES` adds to it. */
export function createResource({ settings, processId, version }: TelemetryOptions) {
  return defaultResource()
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
    .merge(
      resourceFromAttributes({
        'service.name': settings.serviceName,
        'service.version': version,
        'service.instance.id': describeProcess(processId),
      }),
    )
}
