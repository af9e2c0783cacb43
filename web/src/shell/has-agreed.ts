import type { Me } from '../api/session';

/** Has the person agreed to the terms as they are now? The site asks that first of who has not. */
export const hasAgreed = ({ consents, termsVersion }: Me): boolean => consents?.termsVersion === termsVersion;
