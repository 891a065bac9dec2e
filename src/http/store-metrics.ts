import { Counter, Histogram, type Registry } from 'prom-client'
import { onCircuitChange } from '../platform/circuit-breaker.ts'
import { onOutgoingCall } from '../platform/outgoing-calls.ts'
import { defineGauge } from './define-gauge.ts'

/** Measures the calls to stores of this process. Returns the function that ends it. */
export function startStoreMetrics(registry: Registry): () => void {
  const registers = [registry]
  const calls = new Counter({
    name: 'coinslot_store_calls_total',
    help: 'Calls to stores by store, endpoint and result: the class of the status, 429, or why there was no response.',
    labelNames: ['store', 'endpoint', 'result'],
    registers,
  })
  const duration = new Histogram({
    name: 'coinslot_store_call_duration_seconds',
    help: 'Duration of calls to stores by store and endpoint.',
    labelNames: ['store', 'endpoint'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const stopCalls = onOutgoingCall(({ service: store, endpoint, result, durationMs }) => {
    calls.inc({ store, endpoint, result })
    duration.observe({ store, endpoint }, durationMs / 1_000)
  })
  const stopCircuits = trackCircuits(registry)
  return () => {
    stopCalls()
    stopCircuits()
  }
}

/** A circuit stays open until its time has passed, also if its connection was replaced meanwhile. */
function trackCircuits(registry: Registry): () => void {
  const openCircuits = new Map<object, { readonly store: string; readonly openUntil: number }>()
  const stores = new Set<string>()
  defineGauge(
    registry,
    {
      name: 'coinslot_store_circuits_open',
      help: 'Connections whose store is not called for a while, after failures or because the store asked for it, by store.',
      labelNames: ['store'],
    },
    () => {
      const now = performance.now()
      for (const [circuit, { openUntil }] of openCircuits) if (openUntil <= now) openCircuits.delete(circuit)
      const open = [...openCircuits.values()]
      return [...stores].map((store) => ({
        labels: { store },
        value: open.filter((circuit) => circuit.store === store).length,
      }))
    },
  )
  return onCircuitChange(({ service: store, circuit, openMs }) => {
    stores.add(store)
    if (openMs > 0) openCircuits.set(circuit, { store, openUntil: performance.now() + openMs })
    else openCircuits.delete(circuit)
  })
}
