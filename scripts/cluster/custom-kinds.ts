import { join } from 'node:path';
import type { Binaries } from './binaries';
import type { Cluster } from './cluster';
import { goModule } from './go-module';
import { kubectl } from './kubectl';

/** Kinds that operators bring, where their projects publish the definitions in Go modules. */
const definitions: readonly { readonly module: string; readonly files: readonly string[] }[] = [
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: ['podmonitors', 'prometheusrules'].map(
      (kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`,
    ),
  },
  {
    module: 'sigs.k8s.io/gateway-api@v1.6.3',
    files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  },
  {
    module: 'github.com/cloudnative-pg/cloudnative-pg@v1.27.0',
    files: ['clusters', 'databases', 'scheduledbackups'].map(
      (kind) => `config/crd/bases/postgresql.cnpg.io_${kind}.yaml`,
    ),
  },
  {
    module: 'github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0',
    files: ['config/crd/bases/barmancloud.cnpg.io_objectstores.yaml'],
  },
];

/** Teaches an API server the kinds beyond its own that the chart and `k8s/` speak of, as far as they can be had. */
export const teachKinds = async (cluster: Cluster, binaries: Binaries<'kubectl'>): Promise<void> => {
  const ask = kubectl(cluster, binaries);
  for (const { module, files } of definitions) {
    const folder = await goModule(module);
    for (const file of files) await ask('apply', '--server-side', '--filename', join(folder, file));
  }
  await ask('wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all');
};
