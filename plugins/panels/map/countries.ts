import codes from 'i18n-iso-countries/codes.json';
import english from 'i18n-iso-countries/langs/en.json';

/** A country of ISO 3166-1. */
export interface Country {
  /** Numeric code, three digits; its name where there is none. */
  id: string;
  name: string;
}

/**
 * The country that a text stands for: ISO 3166-1 alpha-2, alpha-3 or numeric, or an English name in any
 * usual form; case, accents and punctuation do not matter. Undefined for all else.
 */
export function findCountry(text: string): Country | undefined {
  if (text.length > longestName) return;
  const digits = /^\d{1,3}$/.test(text) ? text.padStart(3, '0') : text;
  return index.get(normalize(digits));
}

const longestName = 80;

/** Names that the atlas or common use has, and neither list below. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  ...{ BA: ['Bosnia and Herz.', 'Bosnia'], CD: ['Dem. Rep. Congo', 'DR Congo', 'DRC'] },
  ...{ CF: ['Central African Rep.'], DO: ['Dominican Rep.'], EH: ['W. Sahara'] },
  ...{ FK: ['Falkland Is.'], GQ: ['Eq. Guinea'], SB: ['Solomon Is.'], SS: ['S. Sudan'] },
  ...{ TF: ['Fr. S. Antarctic Lands'], SZ: ['Swaziland', 'eSwatini'], MK: ['Macedonia'] },
  ...{ VA: ['Vatican'], MM: ['Burma'], CV: ['Cabo Verde'], TL: ['East Timor'] },
  XK: ['XKX'],
  ...{ GB: ['England', 'Britain'], AE: ['Emirates'], CZ: ['Czechia'], KP: ['North Korea'] },
};

/** Has no numeric code; the atlas knows it by its name. */
const kosovo = 'XK';

const index = buildIndex();

function buildIndex(): ReadonlyMap<string, Country> {
  const shortNames = new Intl.DisplayNames(['en'], { type: 'region' });
  const listed = english.countries as Readonly<Record<string, string | readonly string[]>>;
  const found = new Map<string, Country>();
  for (const [alpha2 = '', alpha3 = '', numeric = ''] of codes) {
    const short = shortNames.of(alpha2) ?? alpha2;
    const country = { id: alpha2 === kosovo ? short : numeric, name: short };
    const names = [listed[alpha2] ?? [], otherNames[alpha2] ?? []].flat();
    // Both Congos are called so: the first one keeps a name.
    for (const name of [alpha2, alpha3, numeric, short, ...names]) {
      const key = normalize(name);
      if (key !== '' && !found.has(key)) found.set(key, country);
    }
  }
  return found;
}

function normalize(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/^the |\bst\b|\bsaint\b/g, (word) => (word.startsWith('the') ? '' : 'saint'))
    .replaceAll(/[^a-z0-9]/g, '');
}
