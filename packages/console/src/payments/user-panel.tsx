import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Section } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { PaymentDetails } from './payment-sentence.ts'

/** The user of the payment, and its other payments. */
export function UserPanel({ payment }: { readonly payment: PaymentDetails }) {
  const { user, id: ownId } = payment
  const others = user.payments.nodes.filter(({ id }) => id !== ownId).slice(0, 5)
  return (
    <aside className="min-w-0">
      <Section title={i18n.t('User')}>
        <CopyText text={user.userId} />
        <p className="text-soft">
          {i18n.t('registered')} <Time iso={user.registeredAt} />
        </p>
        <h3 className="mt-5 mb-1 text-soft">{i18n.t('Last payments')}</h3>
        {others.length === 0 && <p>{i18n.t('This is the only one.')}</p>}
        <ul>
          {others.map((other) => (
            <li key={other.id} className="border-t border-line py-1.5">
              <span className="flex justify-between gap-3">
                <Link
                  to="/payments/$paymentId"
                  params={{ paymentId: other.id }}
                  search={keepApp}
                  className="min-w-0 underline decoration-line underline-offset-2 hover:decoration-accent"
                >
                  <bdi className="line-clamp-2">{other.item.name}</bdi>
                </Link>
                <Money money={other.price} />
              </span>
              <span className="flex justify-between gap-3 text-soft">
                <Time iso={other.paidAt} />
                <Status tone={paymentTones[other.status]}>{paymentStatusLabel(i18n, other.status)}</Status>
              </span>
            </li>
          ))}
        </ul>
        <Link
          to="/payments"
          search={(previous) => ({ ...keepApp(previous), user: user.userId })}
          className="mt-2 inline-block text-accent underline underline-offset-2"
        >
          {i18n.t('All payments of the user')}
        </Link>
      </Section>
    </aside>
  )
}
