import assert from 'node:assert/strict';
import { zonesOfCountry } from '../../../../src/domain/timeZones.ts';
import { countryAsTold, countryOf } from '../../../../src/integrations/crm/country.ts';

describe('a country as a CRM names it', () => {
  it('is known by its code and by the names that people write', () => {
    const named = {
      DE: ['DE', 'de', 'Germany', ' GERMANY '],
      US: ['US', 'USA', 'U.S.A.', 'United States', 'the United States', 'United States of America'],
      GB: ['GB', 'UK', 'United Kingdom', 'Great Britain', 'England'],
      NL: ['Netherlands', 'The Netherlands'],
      CZ: ['Czechia', 'Czech Republic'],
      CI: ['Côte d’Ivoire', 'Ivory Coast'],
      TR: ['Türkiye', 'Turkiye', 'Turkey'],
      KR: ['South Korea'],
      HK: ['Hong Kong'],
      XK: ['Kosovo'],
    };
    for (const [code, texts] of Object.entries(named)) {
      for (const text of texts) assert.equal(countryOf(text), code, text);
      assert.notEqual(zonesOfCountry(code).length, 0, code);
    }
  });

  it('stays as it is told where nobody knows it, and is then no country with clocks', () => {
    for (const text of ['Deutchland', 'EMEA', 'XQ', '49', '']) {
      assert.deepEqual([countryOf(text), countryAsTold(text)], [undefined, text]);
      assert.deepEqual(zonesOfCountry(text), []);
    }
    assert.deepEqual(zonesOfCountry(countryAsTold('European Union')), []);
  });
});
