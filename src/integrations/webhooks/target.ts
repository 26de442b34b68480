/** Where outgoing webhooks may go: to the internet, and of what is not that only where the configuration allows it. */
import ipaddr from 'ipaddr.js';

const { parse, parseCIDR } = ipaddr;

/** Networks that may be sent to although they are not the internet, such as 10.0.0.0/8 or fd00::/8. */
export type Networks = readonly string[];

/** What IANA has given to the internet of IPv6 (RFC 4291, section 2.4; registry "IPv6 Address Space"). */
const GLOBAL_UNICAST = parseCIDR('2000::/3');

/**
 * Why an address is no place to send to, as far as that shows without asking DNS; undefined: it may be one. Over http only
 * within allowed networks: what they are is known when the name is resolved.
 */
export function refusalOfUrl(url: string, networks: Networks): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && (protocol !== 'http:' || networks.length === 0)) return 'must be an https address';
  const address = literalAddress(hostname);
  return address === undefined ? undefined : refusalOf([address], protocol, networks);
}

/**
 * Why nothing is sent to a host with these addresses; undefined: it may be. One that may not be refuses them all: whoever answers
 * for the name chooses which it is.
 */
export function refusalOf(addresses: readonly string[], protocol: string, networks: Networks): string | undefined {
  if (addresses.length === 0) return 'the name has no address';
  const inside = addresses.filter((address) => isWithin(address, networks));
  if (protocol === 'http:' && inside.length < addresses.length) return 'http is for allowed networks only';
  const isRefused = addresses.some((address) => !inside.includes(address) && !isInternet(address));
  return isRefused ? 'the address is private or reserved, and in no allowed network' : undefined;
}

/** An IP address where a URL names one; undefined: a name. Brackets belong to the URL (RFC 3986, section 3.2.2). */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return parsed(bare) === undefined ? undefined : bare;
}

function isInternet(address: string): boolean {
  const ip = parsed(address);
  if (ip === undefined || ip.range() !== 'unicast') return false;
  // The library calls unicast whatever no table of it names: ::127.0.0.1, say.
  return ip.kind() === 'ipv4' || ip.match(GLOBAL_UNICAST);
}

function isWithin(address: string, networks: Networks): boolean {
  const ip = parsed(address);
  if (ip === undefined) return false;
  return networks.some((network) => {
    const [base, bits] = parseCIDR(network);
    return base.kind() === ip.kind() && ip.match(base, bits);
  });
}

/** An IPv4 address in IPv6's clothes stays what it is, and is refused for that: nobody needs to send to one. */
function parsed(address: string) {
  try {
    return parse(address);
  } catch {
    return undefined;
  }
}
