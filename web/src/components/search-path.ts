/** The address of a search, which can be kept and sent. */
export const searchPath = (q: string, city: string, page = 0): string => {
  const params = new URLSearchParams();
  if (q) params.set('q', q);
  if (city) params.set('ville', city);
  if (page > 0) params.set('page', String(page + 1));
  const text = params.toString();
  return text ? `/recherche?${text}` : '/recherche';
};
