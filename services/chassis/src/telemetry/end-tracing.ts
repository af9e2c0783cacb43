import { ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Sends the spans that still wait, and sends none after. Nothing happens in a process that does not trace. */
export const endTracing = async (): Promise<void> => {
  const registered = trace.getTracerProvider();
  const provider = registered instanceof ProxyTracerProvider ? registered.getDelegate() : registered;
  if ('shutdown' in provider && typeof provider.shutdown === 'function') await provider.shutdown();
};
