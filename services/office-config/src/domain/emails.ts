/** Addresses an office may list (F6). */
export const MAX_EMAILS = 20_000;
const MAX_LENGTH = 254;

/** One @, no blanks, a dot inside the domain: what mail can reach is only known by sending one. */
const FORM =
  /^[^\s\p{Cc}@<>(),;:"[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)$/u;

/** As addresses are compared: lower case, without blanks around. */
export const normalEmail = (email: string): string => email.trim().toLowerCase();

export interface SortedEmails {
  /** Normal form, each once, none listed before. */
  fresh: string[];
  alreadyListed: number;
  /** As they came. */
  malformed: string[];
}

/** What of a pasted list can join the office's. An address that comes twice counts once as new and then as listed. */
export const sortEmails = (listed: ReadonlyMap<string, unknown>, given: readonly string[]): SortedEmails => {
  const fresh = new Set<string>();
  const malformed: string[] = [];
  let alreadyListed = 0;
  for (const email of given) {
    const normal = normalEmail(email);
    if (normal === '') continue;
    if (normal.length > MAX_LENGTH || !FORM.test(normal)) malformed.push(email.trim().slice(0, MAX_LENGTH));
    else if (listed.has(normal) || fresh.has(normal)) alreadyListed += 1;
    else fresh.add(normal);
  }
  return { fresh: [...fresh], alreadyListed, malformed };
};
