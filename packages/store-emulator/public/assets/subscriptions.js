import { element } from './control.js'

/** Labels and inputs of the actions that need more than their defaults. */
const prompts = {
  'change-plan': () => {
    const productId = prompt('Product id of the new plan', 'com.example.arcade.gold')
    const mode =
      productId &&
      prompt(
        'Mode: WITH_TIME_PRORATION, CHARGE_PRORATED_PRICE, CHARGE_FULL_PRICE, WITHOUT_PRORATION, DEFERRED, KEEP_EXISTING',
        'WITH_TIME_PRORATION',
      )
    const amount = mode && prompt('Price of each period', '19.99')
    return amount ? { productId, mode, amount } : undefined
  },
  'change-in-group': () => {
    const productId = prompt('Product id of the new plan', 'com.example.arcade.gold')
    const change = productId && prompt('UPGRADE, DOWNGRADE or CROSSGRADE', 'UPGRADE')
    const amount = change && prompt('Price of each period', '19.99')
    return amount ? { productId, change, amount } : undefined
  },
  'change-price': () => {
    const amount = prompt('New price', '12.99')
    const mode = amount && prompt('OPT_IN, OPT_OUT or DECREASE', 'OPT_IN')
    return mode ? { amount, mode } : undefined
  },
  extend: () => {
    const days = prompt('Days', '7')
    return days ? { days: Number(days) } : undefined
  },
  'remove-item': ({ lines }) => {
    const productId = prompt('Product id', lines.at(-1).productId)
    return productId ? { productId } : undefined
  },
  resubscribe: ({ store }) => ({
    fromStore:
      store === 'GOOGLE_PLAY' && confirm("In the store's own app? Cancel: in the app of the developer."),
  }),
  share: () => {
    const customer = prompt('Family member', 'child')
    return customer ? { customer } : undefined
  },
}

const formatTime = (time) =>
  time === null ? '–' : new Date(time).toISOString().slice(0, 16).replace('T', ' ')

function describeState({ state, willRenew, planType, retry, pendingChange, priceChange, familyOwnerId }) {
  const notes = [
    state === 'ACTIVE' && !willRenew && planType !== 'PREPAID' ? 'canceled' : '',
    retry?.kind === 'SILENT' ? 'renewal declined' : '',
    pendingChange ? `then ${pendingChange.productId}` : '',
    priceChange && priceChange.state !== 'APPLIED' ? `price change ${priceChange.state.toLowerCase()}` : '',
    familyOwnerId ? 'family member' : '',
  ]
  return [state, ...notes.filter(Boolean)].join(', ')
}

/** `act` performs an action of the control API. */
export function subscriptionRow(subscription, act) {
  const { id, store, environment, lines, accessUntil, nextEventAt, periods, actions, familyOwnerId } =
    subscription
  const isShareable = store === 'APP_STORE' && subscription.state === 'ACTIVE' && !familyOwnerId
  const verbs = isShareable ? [...actions, 'share'] : actions
  const buttons = verbs.map((verb) =>
    element(
      'button',
      {
        type: 'button',
        onclick: () => {
          const body = prompts[verb] ? prompts[verb](subscription) : {}
          if (body !== undefined) act(id, verb, body)
        },
      },
      verb.replaceAll('-', ' '),
    ),
  )
  const refunded = periods.filter(({ refund }) => refund).length
  return element(
    'tr',
    { dataset: { subscription: id } },
    element('td', { dataset: { label: 'State' } }, describeState(subscription)),
    element('td', { dataset: { label: 'Store' } }, environment === 'SANDBOX' ? `${store} sandbox` : store),
    element(
      'td',
      { dataset: { label: 'Product' }, title: subscription.token },
      lines
        .map(({ productId, state }) =>
          state === 'ACTIVE' ? productId : `${productId} (${state.toLowerCase()})`,
        )
        .join(', '),
    ),
    element('td', { dataset: { label: 'Access until' } }, formatTime(accessUntil)),
    element('td', { dataset: { label: 'Next change' } }, formatTime(nextEventAt)),
    element(
      'td',
      { dataset: { label: 'Periods' } },
      `${periods.length}${refunded ? ` (${refunded} refunded)` : ''}`,
    ),
    element('td', { dataset: { label: 'Actions' } }, element('div', { className: 'actions' }, ...buttons)),
  )
}

/** The body of a new subscription from the form of the page. */
export function subscriptionInput(form) {
  const { trial, graceDays, accountToken, ...input } = Object.fromEntries(new FormData(form))
  return {
    ...input,
    ...(graceDays === '' ? {} : { graceDays: Number(graceDays) }),
    ...(accountToken === '' ? {} : { accountToken }),
    ...(trial ? { offers: [{ kind: 'TRIAL', period: 'P1W', offerId: 'free-week' }] } : {}),
  }
}
