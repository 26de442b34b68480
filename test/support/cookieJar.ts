/** As much of a browser as signing in takes: it keeps cookies for each host and is sent from page to page. */
export interface Visitor {
  /** One request, which follows nothing. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until there is a page, or one that `stop` names. Answers where it came to, and the answer. */
  visit(url: string, stop?: (url: URL) => boolean): Promise<{ url: URL; response: Response | undefined }>;
  cookie(name: string, host: string): string | undefined;
}

const MAX_REDIRECTS = 10;

export function createVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string) => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };

  const visitor: Visitor = {
    async fetch(url, init = {}) {
      const { host } = new URL(url);
      const jar = jarOf(host);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';');
        const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
        if (value === '' || /Expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      return response;
    },
    async visit(start, stop = () => false) {
      let url = new URL(start);
      for (let i = 0; i < MAX_REDIRECTS; i += 1) {
        if (stop(url)) return { url, response: undefined };
        const response = await visitor.fetch(url.href);
        const location = response.headers.get('location');
        if (location === null) return { url, response };
        url = new URL(location, url);
      }
      throw new Error(`redirected more than ${MAX_REDIRECTS} times, to ${url.origin}`);
    },
    cookie: (name, host) => jarOf(host).get(name),
  };
  return visitor;
}
