/** Our own chain: what pods may reach. */
export const podChain = 'CRENEAU-PODS';

const isOurs = (name: string | undefined): boolean => name === podChain || name?.startsWith('KUBE-') === true;

/**
 * From what `iptables-save` prints of one table, the input for `iptables-restore --noflush` that takes every chain of Kubernetes and
 * ours out: first the rules of others that lead there, then the chains. Undefined when there is none.
 */
export const removalOf = (table: string, saved: string): string | undefined => {
  const lines = saved.split('\n');
  const chains = lines.flatMap((line) => /^:(\S+)/.exec(line)?.[1] ?? []).filter(isOurs);
  if (chains.length === 0) return undefined;
  const rules = lines.filter((line) => {
    const [, chain, target] = /^-A (\S+) .*?-j (\S+)/.exec(line) ?? [];
    return chain !== undefined && !isOurs(chain) && isOurs(target);
  });
  return [
    `*${table}`,
    ...rules.map((rule) => rule.replace('-A', '-D')),
    ...chains.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
    'COMMIT',
    '',
  ].join('\n');
};
