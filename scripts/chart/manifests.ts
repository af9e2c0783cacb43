import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Labels = Record<string, string>;

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: {
    readonly terminationGracePeriodSeconds?: number;
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly command?: readonly string[];
      readonly env: readonly Variable[];
      readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
    }[];
  };
}

interface Peer {
  readonly podSelector?: { readonly matchLabels?: Labels };
}

interface Rule {
  readonly ports: readonly { readonly port: number }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

/** What the tests read of manifests; each kind has its own part of it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Labels };
  readonly data?: Record<string, string>;
  readonly spec: {
    readonly template: PodTemplate;
    readonly clusterIP?: string;
    readonly groups: readonly {
      readonly name: string;
      readonly rules: readonly { readonly alert?: string; readonly expr: string }[];
    }[];
    readonly podSelector: { readonly matchLabels: Labels; readonly matchExpressions?: unknown };
    readonly policyTypes?: readonly string[];
    readonly keycloakCRName?: string;
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

export const componentLabel = 'app.kubernetes.io/component';

/** The committed manifests of an example: `npm run check` sees to it that they are what the chart renders. */
export const readRendered = (root: string, example: string): Manifest[] =>
  parseAllDocuments(readFileSync(join(root, 'charts/creneau/rendered', `${example}.yaml`), 'utf8'))
    .map((document) => document.toJS() as Manifest | null)
    .filter((manifest) => manifest !== null);

export const ofKind = (manifests: readonly Manifest[], kind: string): Manifest[] =>
  manifests.filter((manifest) => manifest.kind === kind);
