import { Complaint } from '../stack/complaint';
import { findProgram } from '../stack/tools';

/** Programs that come with the system, and the Debian package of each. */
const wanted: Readonly<Record<string, string>> = {
  containerd: 'containerd',
  runc: 'runc',
  iptables: 'iptables',
  ip: 'iproute2',
  openssl: 'openssl',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
};

/** Complains, in one line, of whatever a cluster cannot do without. */
export const requirements = async (): Promise<void> => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Complaint('A cluster runs containers by itself: it needs Linux, and root.');
  const missing: string[] = [];
  for (const [program, debian] of Object.entries(wanted)) if (!(await findProgram([program]))) missing.push(debian);
  if (missing.length > 0) throw new Complaint(`The cluster lacks programs: apt install ${missing.join(' ')}`);
};
