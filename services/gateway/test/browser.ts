/** A browser without a window: it keeps cookies, follows redirects, and fills Keycloak's form. */
export interface Browser {
  readonly cookies: ReadonlyMap<string, StoredCookie>;
  open(url: string, options?: OpenOptions): Promise<Page>;
  /** Signs in through the gateway; returns the page it ends on. */
  signIn(login: string, options?: { rememberMe?: boolean; returnTo?: string }): Promise<Page>;
  forget(name: string): void;
}

export interface StoredCookie {
  readonly value: string;
  readonly attributes: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly visited: readonly string[];
}

interface OpenOptions {
  readonly method?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const MAX_REDIRECTS = 12;

/** `publicUrl` is where Keycloak sends people back to; the gateway under test answers at `gatewayUrl` instead. */
export const openBrowser = (publicUrl: string, gatewayUrl: string): Browser => {
  const cookies = new Map<string, StoredCookie>();

  const keep = (header: string): void => {
    const [pair = '', ...rest] = header.split(';');
    const at = pair.indexOf('=');
    const attributes = rest.map((part) => part.trim()).join('; ');
    const name = pair.slice(0, at);
    if (/max-age=0|expires=thu, 01 jan 1970/i.test(attributes)) cookies.delete(name);
    else cookies.set(name, { value: pair.slice(at + 1), attributes });
  };

  const open = async (start: string, options: OpenOptions = {}): Promise<Page> => {
    let url = start;
    let step = options;
    const visited: string[] = [];
    for (let hop = 0; hop < MAX_REDIRECTS; hop += 1) {
      visited.push(url);
      const response = await fetch(url.replace(publicUrl, gatewayUrl), {
        method: step.method ?? 'GET',
        redirect: 'manual',
        headers: {
          accept: 'text/html,*/*',
          ...step.headers,
          cookie: [...cookies].map(([name, { value }]) => `${name}=${value}`).join('; '),
        },
        ...(step.form && { body: new URLSearchParams(step.form) }),
      });
      response.headers.getSetCookie().forEach(keep);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location)
        return { url, status: response.status, headers: response.headers, text: await response.text(), visited };
      url = new URL(location, url).href;
      step = {};
    }
    throw new Error(`too many redirects: ${visited.join(' → ')}`);
  };

  return {
    cookies,
    open,
    forget: (name) => cookies.delete(name),
    async signIn(login, { rememberMe = false, returnTo = '/api/openapi.json' } = {}) {
      const form = await open(`${publicUrl}/auth/login?lang=fr&returnTo=${encodeURIComponent(returnTo)}`);
      const action = /<form[^>]*action="([^"]+)"/.exec(form.text)?.[1];
      if (!action) throw new Error(`no sign-in form at ${form.url}`);
      return open(action.replaceAll('&amp;', '&'), {
        method: 'POST',
        form: { username: login, password: 'demo-creneau', ...(rememberMe && { rememberMe: 'on' }) },
      });
    },
  };
};
