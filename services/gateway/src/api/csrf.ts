/** Any page of ours sends it; no other site can without asking first (CORS), and gets no yes. */
export const CSRF_HEADER = 'x-creneau-csrf';
