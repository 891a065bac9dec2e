import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones, purchaseStatusLabel, storeLabel } from '../format/labels.ts'
import type { SearchQuery } from '../generated/operations.ts'
import { SandboxMark } from '../payments/payment-columns.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

type Group = SearchQuery['search']['groups'][number]
type Hit = Group['hits'][number]
type GroupProps = { readonly group: Group; readonly onLeave: () => void }

export function SearchGroup({ group: { typeName, hits, hasMore }, onLeave }: GroupProps) {
  return (
    <section className="mb-4">
      <h3 className="mb-1 font-semibold">{groupTitle(typeName)}</h3>
      <ul>
        {hits.map((hit) => (
          <li key={hit.id} className="border-t border-line py-1.5">
            <HitRow hit={hit} onLeave={onLeave} />
          </li>
        ))}
      </ul>
      {hasMore && (
        <p className="text-soft">{i18n.t('There are more results. Add a filter to the list of payments.')}</p>
      )}
    </section>
  )
}

function groupTitle(typeName: string): string {
  if (typeName === 'Payment') return i18n.t('Payments')
  if (typeName === 'Purchase') return i18n.t('Purchases')
  if (typeName === 'User') return i18n.t('Users')
  if (typeName === 'Notification') return i18n.t('Notifications')
  if (typeName === 'AuditEntry') return i18n.t('Audit log')
  if (typeName === 'UnattributedSale') return i18n.t('Sales without a user')
  return typeName
}

function HitRow({ hit, onLeave }: { readonly hit: Hit; readonly onLeave: () => void }) {
  if (hit.__typename === 'Payment') {
    return (
      <Row
        title={
          <PaymentLink paymentId={hit.id} onLeave={onLeave}>
            {hit.item.name}
          </PaymentLink>
        }
        right={<Money money={hit.price} />}
        state={<Status tone={paymentTones[hit.status]}>{paymentStatusLabel(i18n, hit.status)}</Status>}
      >
        <Time iso={hit.paidAt} /> · {storeLabel(i18n, hit.store)}
        {hit.environment === 'SANDBOX' && <SandboxMark />}
      </Row>
    )
  }
  if (hit.__typename === 'Purchase') return <PurchaseRow hit={hit} onLeave={onLeave} />
  if (hit.__typename === 'User') {
    return (
      <Link
        to="/users/$userId"
        params={{ userId: hit.id }}
        search={keepApp}
        onClick={onLeave}
        className={linkClass}
      >
        <bdi className="font-mono text-xs break-all">{hit.developerId}</bdi>
      </Link>
    )
  }
  if (hit.__typename === 'Notification') {
    return (
      <Link
        to="/notifications/$notificationId"
        params={{ notificationId: hit.id }}
        search={keepApp}
        onClick={onLeave}
        className={linkClass}
      >
        <span className="font-mono text-xs break-all">{hit.id}</span>
      </Link>
    )
  }
  if (hit.__typename === 'UnattributedSale') return <SaleRow hit={hit} onLeave={onLeave} />
  return <CopyText text={hit.id} />
}

type SaleHit = Extract<Hit, { readonly __typename: 'UnattributedSale' }>

function SaleRow({ hit, onLeave }: { readonly hit: SaleHit; readonly onLeave: () => void }) {
  return (
    <Row
      title={
        <Link
          to="/unattributed-sales"
          search={(previous) => ({ ...keepApp(previous), sale: hit.id })}
          onClick={onLeave}
          className={linkClass}
        >
          <bdi className="line-clamp-2 break-words">{hit.storeProductId}</bdi>
        </Link>
      }
      right={<Money money={hit.salePrice} />}
      state={
        hit.refundedAt === null ? (
          <Status tone="warn">{i18n.t('Waits for its user')}</Status>
        ) : (
          <Status tone="idle">{i18n.t('Refunded by the store')}</Status>
        )
      }
    >
      <Time iso={hit.salePaidAt} /> · {storeLabel(i18n, hit.saleStore)}
    </Row>
  )
}

type PurchaseHit = Extract<Hit, { readonly __typename: 'Purchase' }>

function PurchaseRow({ hit, onLeave }: { readonly hit: PurchaseHit; readonly onLeave: () => void }) {
  const { payment, purchaseItem } = hit
  return (
    <Row
      title={
        payment === null ? (
          <Link
            to="/purchases/$purchaseId"
            params={{ purchaseId: hit.id }}
            search={keepApp}
            onClick={onLeave}
            className={linkClass}
          >
            <bdi className="line-clamp-2 break-words">{purchaseItem.name}</bdi>
          </Link>
        ) : (
          <PaymentLink paymentId={payment.id} onLeave={onLeave}>
            {purchaseItem.name}
          </PaymentLink>
        )
      }
      right={purchaseStatusLabel(i18n, hit.purchaseStatus)}
      state={null}
    >
      <CopyText text={hit.id} />
    </Row>
  )
}

const linkClass = 'underline decoration-line underline-offset-2 hover:decoration-accent'

type PaymentLinkProps = {
  readonly paymentId: string
  readonly onLeave: () => void
  readonly children: ReactNode
}

export function PaymentLink({ paymentId, onLeave, children }: PaymentLinkProps) {
  return (
    <Link
      to="/payments/$paymentId"
      params={{ paymentId }}
      search={keepApp}
      onClick={onLeave}
      className={linkClass}
    >
      <bdi className="line-clamp-2 break-words">{children}</bdi>
    </Link>
  )
}

type RowProps = {
  readonly title: ReactNode
  readonly right: ReactNode
  readonly state: ReactNode
  readonly children: ReactNode
}

function Row({ title, right, state, children }: RowProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4">
      <span className="min-w-0">{title}</span>
      <span className="text-right">{right}</span>
      <span className="min-w-0 text-soft">{children}</span>
      <span className="min-w-0 text-right">{state}</span>
    </div>
  )
}
