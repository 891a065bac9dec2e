import { i18n } from '@lingui/core'
import type { TestWebhookEndpointMutation } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { indentBody } from './indent-body.ts'
import { deliveryStatusLabel, deliveryTones } from './webhook-labels.ts'

type TestResult = NonNullable<TestWebhookEndpointMutation['testWebhookEndpoint']['result']>
type TestResultDialogProps = { readonly result: TestResult; readonly onClose: () => void }

/** What the receiver answered to a test event. */
export function TestResultDialog({ result, onClose }: TestResultDialogProps) {
  const { status, responseStatus, responseBody, requestBody, error, durationMs, sentAt } = result
  return (
    <Dialog title={i18n.t('Result of the test')} width="max-w-xl" onClose={onClose}>
      <div className="grid gap-3">
        <Facts
          facts={[
            [
              i18n.t('Result'),
              <Status tone={deliveryTones[status]}>{deliveryStatusLabel(i18n, status)}</Status>,
            ],
            responseStatus === null ? null : [i18n.t('HTTP status'), responseStatus],
            error === null
              ? null
              : [
                  i18n.t('Error'),
                  <bdi className="line-clamp-6 break-words" lang="en">
                    {error}
                  </bdi>,
                ],
            [i18n.t('Duration'), `${durationMs} ms`],
            [i18n.t('Sent'), <Time iso={sentAt} withZone />],
          ]}
        />
        <div className="min-w-0">
          <p className="mb-1 text-xs text-soft">{i18n.t('Request')}</p>
          <JsonView value={indentBody(requestBody)} label={i18n.t('Request')} />
        </div>
        {responseBody !== null && responseBody !== '' && (
          <div className="min-w-0">
            <p className="mb-1 text-xs text-soft">{i18n.t('Response')}</p>
            <JsonView value={responseBody} label={i18n.t('Response')} />
          </div>
        )}
        <div className="flex justify-end">
          <Button kind="primary" onClick={onClose}>
            {i18n.t('Close')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
