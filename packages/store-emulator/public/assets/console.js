import { call, copyText, element } from './control.js'
import { subscriptionInput, subscriptionRow } from './subscriptions.js'

const actionsByState = {
  PENDING: [
    ['complete', 'Complete'],
    ['cancel', 'Cancel'],
  ],
  PAID: [
    ['refund', 'Refund'],
    ['revoke', 'Revoke'],
  ],
  REFUNDED: [['reverse-refund', 'Reverse refund']],
  DECLINED: [],
  CANCELED: [],
}

/** Actions that only some stores have. */
function extraActions({ store, state }) {
  const hasReviews = store === 'APP_STORE' || store === 'GOOGLE_PLAY'
  return hasReviews && state === 'PAID' ? [['refund-review', 'Request refund review']] : []
}

const byId = (id) => document.getElementById(id)
const { paymentsUrl } = document.body.dataset
/** The transaction that the address names is shown with a frame, if it is in the list. */
const selectedTransaction = new URLSearchParams(location.search).get('transaction')
let endCursor = null

/** Runs an action of the user and shows its result. */
async function runAction(action, successText) {
  const message = byId('message')
  try {
    await action()
    message.className = 'muted'
    message.textContent = successText
  } catch (error) {
    message.className = 'bad'
    message.textContent = error.message
  }
}

function describeAcknowledgement(purchase) {
  const flags = ['acknowledged', 'consumed', 'finished'].filter((flag) => purchase[flag])
  return flags.length === 0 ? '–' : flags.join(', ')
}

function purchaseRow(purchase) {
  const buttons = [...actionsByState[purchase.state], ...extraActions(purchase)].map(([verb, label]) =>
    element('button', { type: 'button', onclick: () => change(purchase.id, verb, label) }, label),
  )
  const quantity = purchase.quantity === 1 ? '' : ` × ${purchase.quantity}`
  const kind = purchase.environment === 'SANDBOX' ? `${purchase.store} sandbox` : purchase.store
  const { refund } = purchase
  const partial = purchase.state === 'PAID' && refund ? ` (${refund.percentage} % refunded)` : ''
  const refundNote =
    refund?.reason === 'UNACKNOWLEDGED'
      ? 'not acknowledged in time'
      : refund?.keepsProduct
        ? 'the customer keeps the product'
        : ''
  const cell = (label, className, ...content) =>
    element('td', { className, dataset: { label } }, element('div', {}, ...content))
  const isSelected = purchase.transactionId !== null && purchase.transactionId === selectedTransaction
  return element(
    'tr',
    { className: isSelected ? 'selected' : '' },
    cell(
      'State',
      '',
      element('span', { className: `state ${purchase.state}` }, purchase.state),
      partial,
      note(refundNote),
    ),
    cell('Store', '', kind),
    cell(
      'Product',
      '',
      purchase.productId + quantity,
      note(purchase.tamper && `tampered: ${purchase.tamper}`),
      note(purchase.origin && `origin: ${purchase.origin}`),
    ),
    cell('Price', 'price-cell', `${purchase.price.amount} ${purchase.price.currencyCode}`),
    cell(
      'Transaction',
      'mono',
      purchase.transactionId ?? purchase.purchaseToken ?? '–',
      note(purchase.orderId !== purchase.transactionId && purchase.orderId && `order: ${purchase.orderId}`),
      note(purchase.accountToken),
      paymentLink(purchase),
    ),
    cell('Acknowledged', '', describeAcknowledgement(purchase)),
    cell('Actions', '', element('div', { className: 'actions' }, ...buttons, ...copyButtons(purchase))),
  )
}

/** The payment in the console of the server, if the server has one. */
function paymentLink({ transactionId }) {
  if (!paymentsUrl || transactionId === null) return ''
  const target = new URL(paymentsUrl)
  target.searchParams.set('transaction', transactionId)
  return element('a', { className: 'small', href: target.href }, 'Show in the console')
}

function note(text) {
  return text ? element('div', { className: 'small muted' }, text) : ''
}

/** A declined purchase and one without a transaction have no receipt. */
function copyButtons({ id, state, transactionId, purchaseToken }) {
  if (state === 'DECLINED' || (transactionId === null && purchaseToken === null)) return []
  const copy = element('button', { type: 'button' }, 'Copy receipt')
  copy.onclick = () =>
    runAction(async () => {
      const { receipt } = await call('GET', `purchases/${id}`)
      await copyText(copy, JSON.stringify(receipt))
    }, '')
  return [copy]
}

async function loadPurchases(after) {
  const page = await call('GET', `purchases?first=50${after ? `&after=${after}` : ''}`)
  const rows = page.purchases.map(purchaseRow)
  if (after) byId('purchases').append(...rows)
  else byId('purchases').replaceChildren(...rows)
  endCursor = page.endCursor
  byId('more').hidden = !page.hasMore
  byId('empty').hidden = byId('purchases').children.length > 0
}

async function loadClock() {
  const { now, offsetMs } = await call('GET', 'clock')
  byId('clock-now').textContent = new Date(now).toLocaleString()
  const hours = Math.round(offsetMs / 360_000) / 10
  byId('clock-offset').textContent =
    offsetMs === 0 ? 'equal to the time of this machine' : `${hours} hours ahead of this machine`
}

async function loadFaults() {
  const { faults } = await call('GET', 'faults')
  byId('faults').replaceChildren(
    ...faults.map(({ store, endpoint, times, id, ...effects }) =>
      element('li', {}, `${store} ${endpoint}, ${times} remaining: ${JSON.stringify(effects)}`),
    ),
  )
}

async function loadNotifications() {
  const { targets, notifications } = await call('GET', 'notifications?first=20')
  byId('targets').replaceChildren(...targets.map(({ store, url }) => element('li', {}, `${store}: ${url}`)))
  byId('notifications').replaceChildren(...notifications.map(notificationRow))
  byId('no-notifications').hidden = notifications.length > 0
}

function notificationRow({ id, state, store, type, attempts, attemptCount, nextAttemptAt, fault }) {
  const cell = (label, ...content) => element('td', { dataset: { label } }, element('div', {}, ...content))
  const last = attempts.at(-1)
  const lastResult = last ? `, last result: ${last.status ?? last.result}` : ''
  const next = nextAttemptAt ? `next ${new Date(nextAttemptAt).toLocaleString()}` : ''
  const resend = () =>
    runAction(async () => {
      await call('POST', `notifications/${id}/resend`)
      await call('POST', 'clock', { advanceMs: 0 })
      await loadNotifications()
    }, 'The notification was sent again.')
  return element(
    'tr',
    {},
    cell('State', element('span', { className: `state ${state}` }, state)),
    cell('Store', store),
    cell('Type', type, note(fault && `fault: ${fault}`)),
    cell('Attempts', `${attemptCount}${lastResult}`, note(next)),
    cell('Actions', element('button', { type: 'button', onclick: resend }, 'Send again')),
  )
}

async function change(id, verb, label) {
  await runAction(async () => {
    await call('POST', `purchases/${id}/${verb}`)
    await Promise.all([loadPurchases(), loadNotifications()])
  }, `${label}: the purchase was updated.`)
}

/** The values of the filled fields, with numbers and booleans as JSON types. */
function formInput(form) {
  const input = {}
  for (const field of form.elements) {
    if (!field.name) continue
    if (field.type === 'checkbox') {
      if (field.checked) input[field.name] = true
    } else if (field.value !== '')
      input[field.name] = field.type === 'number' ? Number(field.value) : field.value
  }
  return input
}

byId('buy').onsubmit = (event) => {
  event.preventDefault()
  void runAction(async () => {
    await call('POST', 'purchases', formInput(event.target))
    await Promise.all([loadPurchases(), loadNotifications()])
  }, 'The purchase was created.')
}
byId('target').onsubmit = (event) => {
  event.preventDefault()
  const { store, url = null } = formInput(event.target)
  void runAction(
    async () => {
      await call('PUT', 'notifications', { store, url })
      await loadNotifications()
    },
    url === null ? 'The target was removed.' : 'The target was saved.',
  )
}
byId('open-checkout').onclick = () => {
  const { store, productId, accountToken } = formInput(byId('buy'))
  const query = new URLSearchParams({ store, productId, ...(accountToken ? { accountToken } : {}) })
  window.open(`/checkout?${query}`, '_blank', 'noopener')
}
byId('fault').onsubmit = (event) => {
  event.preventDefault()
  void runAction(async () => {
    await call('POST', 'faults', formInput(event.target))
    await loadFaults()
  }, 'The fault was added.')
}
byId('clear-faults').onclick = () =>
  runAction(async () => {
    await call('DELETE', 'faults')
    await loadFaults()
  }, 'All faults were removed.')
byId('refresh').onclick = () => runAction(loadAll, '')
byId('more').onclick = () => runAction(() => loadPurchases(endCursor), '')
byId('delete-all').onclick = () => {
  if (!confirm('Delete all purchases and subscriptions of all stores?')) return
  void runAction(async () => {
    await call('DELETE', 'purchases')
    await loadAll()
  }, 'All purchases were deleted.')
}
byId('reset-clock').onclick = () =>
  runAction(async () => {
    await call('DELETE', 'clock')
    await loadClock()
  }, 'The clock was reset.')
for (const button of document.querySelectorAll('[data-advance]')) {
  button.onclick = () =>
    runAction(async () => {
      await call('POST', 'clock', { advanceMs: Number(button.dataset.advance) })
      await loadAll()
    }, 'The clock was advanced.')
}

async function loadSubscriptions() {
  const { subscriptions } = await call('GET', 'subscriptions?first=50')
  const rows = subscriptions.map((subscription) => subscriptionRow(subscription, act))
  byId('subscriptions').replaceChildren(...rows)
  byId('no-subscriptions').hidden = rows.length > 0
}

function act(id, verb, body) {
  void runAction(async () => {
    await call('POST', `subscriptions/${id}/${verb}`, body)
    await loadAll()
  }, `Done: ${verb}.`)
}

byId('subscribe').onsubmit = (event) => {
  event.preventDefault()
  void runAction(async () => {
    await call('POST', 'subscriptions', subscriptionInput(event.target))
    await loadAll()
  }, 'The subscription was created.')
}

async function loadAll() {
  await Promise.all([loadPurchases(), loadSubscriptions(), loadClock(), loadFaults(), loadNotifications()])
}

if (paymentsUrl) {
  byId('console-link').href = paymentsUrl
  byId('console-link').hidden = false
}
void runAction(async () => {
  await loadAll()
  document.querySelector('tr.selected')?.scrollIntoView({ block: 'center' })
}, '')
