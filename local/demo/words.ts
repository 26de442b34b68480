/** What the demo's companies, people and deals are called. Invented; addresses end in .test, which nobody can own. */

/** Name, domain, and where they are. */
export const COMPANIES: readonly [name: string, domain: string, place: keyof typeof PLACES][] = [
  ['Brightwater Logistics', 'brightwater.test', 'chicago'],
  ['Kestrel Foods', 'kestrelfoods.test', 'newYork'],
  ['Nordlicht Energie', 'nordlicht.test', 'berlin'],
  ['Halden Robotics', 'haldenrobotics.test', 'losAngeles'],
  ['Maple Ridge Health', 'mapleridge.test', 'newYork'],
  ['Atelier Lumen', 'atelierlumen.test', 'paris'],
  ['Copperfield Insurance', 'copperfield.test', 'chicago'],
  ['Sable Creek Brewing', 'sablecreek.test', 'losAngeles'],
  ['Orbit Freight', 'orbitfreight.test', 'newYork'],
  ['Juniper Analytics', 'juniperanalytics.test', 'losAngeles'],
  ['Hofer Maschinenbau', 'hofer-maschinen.test', 'berlin'],
  ['Tidewater Credit Union', 'tidewatercu.test', 'newYork'],
  ['Redwood Learning', 'redwoodlearning.test', 'losAngeles'],
  ['Pike Street Media', 'pikestreet.test', 'losAngeles'],
  ['Granite State Supply', 'granitestate.test', 'newYork'],
  ['Vela Pharmaceuticals', 'velapharma.test', 'paris'],
  ['Lakeshore Properties', 'lakeshore.test', 'chicago'],
  ['Ironbridge Steel', 'ironbridge.test', 'chicago'],
  ['Palmetto Travel', 'palmettotravel.test', 'newYork'],
  ['Blue Heron Hotels', 'blueheron.test', 'newYork'],
  ['Quarry Lane Books', 'quarrylane.test', 'chicago'],
  ['Solstice Solar', 'solsticesolar.test', 'losAngeles'],
  ['Fjordline Shipping', 'fjordline.test', 'berlin'],
  ['Cinder Cone Coffee', 'cindercone.test', 'losAngeles'],
  ['Harbor & Pine Interiors', 'harborandpine.test', 'newYork'],
  ['Larkspur Biotech', 'larkspurbio.test', 'losAngeles'],
  ['Westmark Telecom', 'westmark.test', 'chicago'],
  ['Tamarind Textiles', 'tamarind.test', 'newYork'],
  ['Beacon Hill Legal', 'beaconhill.test', 'newYork'],
  ['Oriel Software', 'oriel.test', 'paris'],
];

export const PLACES = {
  newYork: { timeZone: 'America/New_York', currency: 'USD' },
  chicago: { timeZone: 'America/Chicago', currency: 'USD' },
  losAngeles: { timeZone: 'America/Los_Angeles', currency: 'USD' },
  berlin: { timeZone: 'Europe/Berlin', currency: 'EUR' },
  paris: { timeZone: 'Europe/Paris', currency: 'EUR' },
} as const;

type Words = readonly [string, ...string[]];
const words = (text: string): Words => {
  const [first = '', ...rest] = text.split(', ');
  return [first, ...rest];
};

export const FIRST_NAMES = words(
  'Amara, Andrei, Beatriz, Caleb, Chloe, Daniel, Elena, Emeka, Farah, Felix, Grace, Hannah, Hiro, Imani, Isabel, Jonas, ' +
    'Julia, Kai, Katrin, Leila, Liam, Lucia, Malik, Marta, Mateo, Nadia, Noah, Olivia, Omar, Petra, Priya, Quentin, ' +
    'Rafael, Renée, Sanjay, Sofia, Tessa, Tomás, Victor, Wen, Yara, Zoe',
);

export const LAST_NAMES = words(
  'Abara, Alvarez, Becker, Bianchi, Carver, Chen, Costa, Dubois, Eriksen, Fischer, Garcia, Gupta, Haddad, Hughes, ' +
    'Ivanova, Jensen, Kaplan, Kim, Kowalski, Laurent, Lopez, Marsh, Meyer, Moreau, Nakamura, Novak, Okonkwo, Olsen, Park, ' +
    'Patel, Quinn, Reyes, Rossi, Sato, Schmidt, Silva, Singh, Sorensen, Tran, Vargas, Walsh, Weber, Yilmaz, Zhang',
);

export const JOB_TITLES = words(
  'Head of Operations, VP Operations, Procurement Manager, IT Director, Finance Director, Sales Operations Manager, ' +
    'Chief of Staff, Director of Customer Success, Revenue Operations Lead, Product Manager, Data Analyst, ' +
    'Office Manager, Head of Partnerships, Regional Manager, Security Engineer, Marketing Manager, Controller',
);

export const PROJECTS = words(
  'platform rollout, renewal, expansion, pilot, analytics package, regional rollout, support plan, migration, ' +
    'integration project, team licences, enterprise agreement, field app, onboarding package, second site, data hub',
);

export const RIVALS = words('Northpeak, Coral CRM, Pipewise, Salient, Dealbird');

export const MEETINGS = words('Quarterly review, Product demo, Kick-off call, Security review, Pricing workshop');
