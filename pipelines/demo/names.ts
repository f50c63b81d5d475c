import type { Random } from './random.ts';

const firstNames =
  'Adaeze Aiko Alba Amara Anders Anika Arlo Beatriz Bodhi Callum Carmen Cedric Clara Dafna Darius Delia Dmitri Edda Elio Elodie Emeka Esme Farid Felix Fiona Gideon Greta Hana Hugo Ilse Imani Ines Ivo Jada Jasper Joaquin Juno Kamal Keiko Kerstin Lars Leila Lorcan Luz Maeve Malik Marisol Mateo Milan Nadia Nkechi Noor Odette Omar Oskar Paloma Petra Quentin Rafael Ravi Reina Rosalind Rufus Sanjay Selma Signe Soren Tamsin Tariq Thea Tobias Ulla Vera Viktor Wanda Xenia Yara Yusuf Zelda Zora'.split(
    ' ',
  );

const lastNames =
  'Abara Achterberg Adeyemi Alcott Andrade Arden Ashworth Aydin Baptiste Barlow Beck Bellweather Bianchi Birk Blackwood Borges Brandt Calloway Castellan Chaudhry Cordova Croft Dahl Delacroix Devereux Dunmore Eastwick Ekholm Ellery Fairbank Farrow Ferreira Finch Galloway Ganz Garrow Haldane Halloran Hartwell Hathaway Holm Ibarra Iversen Jansky Kaminski Kasim Keller Kimura Kowalczyk Lachance Lindqvist Lockhart Lund Maddox Marchetti Marlowe Mbeki Merritt Moreau Nakano Navarro Newell Nwosu Oakes Okafor Olander Orsini Osei Pellegrino Pike Quist Rahman Ravenscroft Redfern Rinaldi Rosario Sandoval Sinclair Solberg Stavros Sundberg Takeda Tamura Thackeray Thorne Tolland Umarov Valdez Vance Varga Whitlock Winslow Yardley Zamora Zeller'.split(
    ' ',
  );

const placeNames =
  'Alder Amber Aspen Basswood Bayview Beacon Birch Bluestem Briar Brookside Cedar Chestnut Clearwater Copper Cottonwood Cranberry Driftwood Dunes Eastgate Elm Evergreen Fern Foxglove Gable Granite Grove Harvest Hawthorn Hazel Heron Hickory Hollow Ironwood Ivy Juniper Keystone Lantern Larch Lilac Linden Magnolia Maple Meadow Millrace Mulberry Northfield Oak Orchard Osprey Petoskey Pine Poplar Prairie Quarry Redbud Riverbend Rosewood Sable Sandpiper Silver Spruce Stonebridge Sumac Sycamore Tamarack Thistle Trillium Walnut Westgate Willow Wren'.split(
    ' ',
  );

const practices: readonly (readonly [name: string, industry: string])[] = [
  ['Family Medicine', 'primary care'],
  ['Pediatrics', 'primary care'],
  ['Internal Medicine', 'primary care'],
  ['Dental', 'dental'],
  ['Orthodontics', 'dental'],
  ['Dermatology', 'specialty care'],
  ['Cardiology', 'specialty care'],
  ['Orthopedics', 'specialty care'],
  ['Allergy Center', 'specialty care'],
  ['Eye Care', 'vision'],
  ['Optometry', 'vision'],
  ['Physical Therapy', 'rehabilitation'],
  ['Sports Rehab', 'rehabilitation'],
  ['Veterinary Clinic', 'veterinary'],
  ['Animal Hospital', 'veterinary'],
  ['Urgent Care', 'urgent care'],
];

/** An invented person's name. */
export function personName(random: Random): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)}`;
}

/** An invented clinic's name and its industry. */
export function clinicName(random: Random): { name: string; industry: string } {
  const [practice, industry] = random.pick(practices);
  return { name: `${random.pick(placeNames)} ${random.pick(placeNames)} ${practice}`, industry };
}

/** Draws until a name is new, and remembers it in `taken`. */
export function drawUnique<T extends { name: string }>(taken: Set<string>, draw: () => T): T {
  let drawn = draw();
  while (taken.has(drawn.name)) drawn = draw();
  taken.add(drawn.name);
  return drawn;
}

/** The address of a person of the company. */
export function emailOf(fullName: string): string {
  return `${fullName.toLowerCase().replace(' ', '.')}@example.com`;
}
