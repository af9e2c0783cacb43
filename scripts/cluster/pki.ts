import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { apiPort, type Cluster, certificate, folderOf, kubeconfig, network, node } from './cluster';

type Use = 'serverAuth' | 'clientAuth' | 'serverAuth,clientAuth';

interface Wanted {
  readonly name: string;
  readonly subject: string;
  readonly use: Use;
  readonly alternatives?: readonly string[];
}

const days = '365';
const loopback = ['DNS:localhost', 'IP:127.0.0.1'];

/** Kubernetes reads groups from the organisation and the user from the common name. */
const certificates: readonly Wanted[] = [
  {
    name: 'apiserver',
    subject: '/CN=kube-apiserver',
    use: 'serverAuth',
    alternatives: [
      ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'].map((name) => `DNS:${name}`),
      ...[`DNS:kubernetes.default.svc.${network.domain}`, `IP:${node.address}`, `IP:${network.api}`, ...loopback],
    ],
  },
  { name: 'etcd', subject: '/CN=etcd', use: 'serverAuth,clientAuth', alternatives: loopback },
  { name: 'etcd-client', subject: '/CN=kube-apiserver', use: 'clientAuth' },
  { name: 'kubelet-client', subject: '/O=system:masters/CN=kube-apiserver', use: 'clientAuth' },
  { name: 'front-proxy-client', subject: '/CN=front-proxy-client', use: 'clientAuth' },
  {
    name: 'kubelet-server',
    subject: `/CN=system:node:${node.name}`,
    use: 'serverAuth',
    alternatives: [`DNS:${node.name}`, `IP:${node.address}`, ...loopback],
  },
];

/** Those who call the API server, each with a kubeconfig. */
const users: Readonly<Record<string, string>> = {
  admin: '/O=system:masters/CN=admin',
  kubelet: `/O=system:nodes/CN=system:node:${node.name}`,
  'kube-controller-manager': '/CN=system:kube-controller-manager',
  'kube-scheduler': '/CN=system:kube-scheduler',
  'kube-proxy': '/CN=system:kube-proxy',
};

const kubeconfigText = (cluster: Cluster, user: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'creneau',
    contexts: [{ name: 'creneau', context: { cluster: 'creneau', user } }],
    clusters: [
      {
        name: 'creneau',
        cluster: {
          server: `https://${cluster.apiAddress}:${apiPort}`,
          'certificate-authority': certificate(cluster, 'ca.crt'),
        },
      },
    ],
    users: [
      {
        name: user,
        user: {
          'client-certificate': certificate(cluster, `${user}.crt`),
          'client-key': certificate(cluster, `${user}.key`),
        },
      },
    ],
  });

/** One authority for everything, a certificate for each server and each caller, and the key that signs service accounts. */
export const makeCertificates = async (cluster: Cluster): Promise<void> => {
  if (existsSync(kubeconfig(cluster, 'admin'))) return;
  const folder = folderOf(cluster, 'pki');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await mkdir(folderOf(cluster, 'kubeconfig'), { recursive: true, mode: 0o700 });
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder });
  const key = (name: string) => openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', `${name}.key`);

  await key('ca');
  const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,digitalSignature'];
  const asAuthority = authority.flatMap((extension) => ['-addext', extension]);
  await openssl(...'req -x509 -new -key ca.key -subj /CN=creneau -out ca.crt -days'.split(' '), days, ...asAuthority);

  const issue = async ({ name, subject, use, alternatives }: Wanted): Promise<void> => {
    const extensions = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature', `extendedKeyUsage=${use}`];
    if (alternatives) extensions.push(`subjectAltName=${alternatives.join(',')}`);
    await writeFile(`${folder}/${name}.ext`, `${extensions.join('\n')}\n`);
    await key(name);
    await openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`);
    const signed = `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -extfile ${name}.ext -out ${name}.crt`;
    await openssl(...signed.split(' '), '-days', days);
  };
  for (const wanted of certificates) await issue(wanted);
  for (const [name, subject] of Object.entries(users)) await issue({ name, subject, use: 'clientAuth' });

  await key('service-account');
  await openssl('ec', '-in', 'service-account.key', '-pubout', '-out', 'service-account.pub');
  for (const user of Object.keys(users).reverse())
    await writeFile(kubeconfig(cluster, user), kubeconfigText(cluster, user), { mode: 0o600 });
};
