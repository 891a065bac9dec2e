import { i18n } from '@lingui/core'
import { ActFailureNote } from '../acts/act-failure-note.tsx'
import { useAct } from '../acts/use-act.ts'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import {
  CheckStoreDocument,
  type CheckStoreMutation,
  type StoreConnectionDetailsFragment,
} from '../generated/operations.ts'
import { useMay } from '../app/permissions.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { checkCodeText, checkPartLabel, checkTones } from './check-labels.ts'

type ConnectionSectionProps = {
  readonly connection: StoreConnectionDetailsFragment
  readonly appKey: string
  readonly onReload: () => void
  readonly onEdit: () => void
  readonly onDisconnect: () => void
}

const readProblem = ({ checkStoreConnection }: CheckStoreMutation) => checkStoreConnection.problem

export function ConnectionSection({
  connection,
  appKey,
  onReload,
  onEdit,
  onDisconnect,
}: ConnectionSectionProps) {
  const { store, storeBundleId, lastCheck } = connection
  const may = useMay()
  const { isPending, failure, run } = useAct({ document: CheckStoreDocument, readProblem })
  const check = async () => {
    await run({ input: { store, storeBundleId } }, null)
    onReload()
  }
  return (
    <section className="border-t border-line px-3 py-3 sm:px-4" aria-label={`${store} ${storeBundleId}`}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 className="mr-auto font-semibold max-sm:w-full">
          {storeLabel(i18n, store)}{' '}
          <bdi className="font-mono text-xs font-normal break-all">{storeBundleId}</bdi>
        </h2>
        {may('checkStoreConnection') && (
          <Button disabled={isPending} onClick={() => void check()}>
            {isPending ? i18n.t('Checking…') : i18n.t('Check')}
          </Button>
        )}
        {may('connectStore') && <Button onClick={onEdit}>{i18n.t('Edit')}</Button>}
        {may('disconnectStore') && (
          <Button kind="quiet" onClick={onDisconnect}>
            {i18n.t('Disconnect')}
          </Button>
        )}
      </div>
      {failure !== null && <ActFailureNote failure={failure} />}
      <div className="grid items-start gap-x-8 gap-y-3 md:grid-cols-2">
        <Steps check={lastCheck} />
        <ConnectionFacts connection={connection} appKey={appKey} />
      </div>
    </section>
  )
}

type ConnectionFactsProps = Pick<ConnectionSectionProps, 'connection' | 'appKey'>

function ConnectionFacts({ connection, appKey }: ConnectionFactsProps) {
  const { store, hasCredentials, updatedAt, shared } = connection
  return (
    <Facts
      facts={[
        [i18n.t('Credentials'), hasCredentials ? i18n.t('stored, encrypted') : i18n.t('none')],
        shared ? [i18n.t('Shared'), i18n.t('Another AppKey may be connected to the same app')] : null,
        [i18n.t('Changed'), <Time key="changed" iso={updatedAt} />],
        store === 'TEST_STORE'
          ? null
          : [i18n.t('Address for notifications'), <CopyText key="address" text={addressOf(store, appKey)} />],
      ]}
    />
  )
}

/** The server is reachable for stores where it is for the console, unless a proxy says otherwise. */
function addressOf(store: string, appKey: string): string {
  return `${window.location.origin}/notifications/${store.toLowerCase().replaceAll('_', '-')}/${appKey}`
}

function Steps({ check }: { readonly check: StoreConnectionDetailsFragment['lastCheck'] }) {
  if (check === null) {
    return <Status tone="idle">{i18n.t('Not checked since it was changed')}</Status>
  }
  return (
    <div>
      <p className="mb-1 text-soft">
        {i18n.t('Checked')} <Time iso={check.checkedAt} />
      </p>
      <ul className="grid gap-1">
        {check.steps.map((step) => (
          <StepItem key={`${step.part} ${step.environment ?? ''}`} step={step} />
        ))}
      </ul>
    </div>
  )
}

type CheckStep = NonNullable<StoreConnectionDetailsFragment['lastCheck']>['steps'][number]

function StepItem({ step: { part, environment, status, code, message } }: { readonly step: CheckStep }) {
  // The text of a warning says all, except how many items or which day.
  const hasDetails = status === 'FAILED' || code === 'PRODUCTS_MISSING' || code === 'CERTIFICATE_EXPIRES'
  return (
    <li>
      <div className="flex flex-wrap gap-x-2">
        <Status tone={checkTones[status]}>
          <span className="font-medium">{checkPartLabel(part)}</span>
          {environment !== null && <span className="text-soft">{environmentLabel(i18n, environment)}</span>}
        </Status>
        <span className={status === 'PASSED' ? 'text-soft' : undefined}>{checkCodeText(code)}</span>
      </div>
      {message !== null && hasDetails && (
        <bdi lang="en" className="ml-3 line-clamp-4 block text-xs break-words text-soft">
          {message}
        </bdi>
      )}
    </li>
  )
}
