import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { SetUpDocument, type SetUpQuery } from '../generated/operations.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { stepSnippet, stepText, type Step } from './step-text.ts'

/** Guides from an empty AppKey to the first delivered purchase; each step is checked against the records. */
export function SetupPage() {
  usePageTitle(i18n.t('Set-up guide'))
  const [{ data, error, fetching }, retry] = useApiQuery(SetUpDocument, { variables: {} })
  const reload = () => retry({ requestPolicy: 'network-only' })
  const steps = data?.setUpSteps
  const doneCount = steps?.filter(({ isDone }) => isDone).length ?? 0
  return (
    <div className="max-w-3xl px-3 py-2 sm:px-4">
      <header className="flex flex-wrap items-center gap-2 pb-2">
        <h1 className="mr-auto text-base font-semibold">{i18n.t('Set-up guide')}</h1>
        <Button disabled={fetching} onClick={reload}>
          {i18n.t('Check again')}
        </Button>
      </header>
      {error !== undefined && data === undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {steps === undefined && error === undefined && <Skeleton className="my-4 h-40" />}
      {data !== undefined && steps !== undefined && (
        <>
          <p className="pb-3 text-soft">
            {doneCount === steps.length
              ? i18n.t('Everything is set up.')
              : i18n.t('{done} of {count} steps are done, as the records show.', {
                  done: doneCount,
                  count: steps.length,
                })}{' '}
            {i18n.t('AppKey')} <CopyText text={data.appKey.key} />
          </p>
          <ol>
            {steps.map((step) => (
              <StepItem
                key={`${step.step} ${step.store ?? ''}`}
                step={step}
                app={data.appKey}
                isNext={step === steps.find(({ isDone }) => !isDone)}
              />
            ))}
          </ol>
        </>
      )}
    </div>
  )
}

type StepItemProps = {
  readonly step: Step
  readonly app: SetUpQuery['appKey']
  /** Whether it is the first step that is not done. */
  readonly isNext: boolean
}

function StepItem({ step, app, isNext }: StepItemProps) {
  const { title, help, page } = stepText(step)
  const snippet = step.isDone ? null : stepSnippet(step, app)
  return (
    <li className="border-t border-line py-2.5" data-step={step.step} data-done={step.isDone}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Status tone={step.isDone ? 'good' : isNext ? 'warn' : 'idle'}>
          {step.isDone ? i18n.t('Done') : i18n.t('Not done')}
        </Status>
        <span className="mr-auto min-w-0 font-medium">{title}</span>
        {step.doneAt !== null && (
          <span className="text-soft max-sm:hidden">
            <Time iso={step.doneAt} />
          </span>
        )}
        {page !== null && !step.isDone && (
          <Link to={page} search={keepApp} className={buttonClass(isNext ? 'primary' : 'plain')}>
            {i18n.t('Go there')}
          </Link>
        )}
      </div>
      {!step.isDone && <p className="mt-0.5 text-soft">{help}</p>}
      {snippet !== null && (
        <details className="mt-1" open={isNext}>
          <summary className="cursor-pointer text-soft">{i18n.t('Show the calls')}</summary>
          <JsonView value={snippet} label={title} />
        </details>
      )}
    </li>
  )
}
