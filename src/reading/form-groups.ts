// Which articles and parts are made of which animals and plants, by trade term code and taxon group. An owl has feathers and no
// tusks; a bag may be crocodile but hardly parrot.

const mammalParts =
  'SKI SKP SKU SKE CLA TEE TUS HOR HOC HOP BON BOC BOP TRO MEA HAI HAP FOO TAI GAB GAL BIL BOD DEA LIV GAR RUG FUR LPS LPL MUS MED POW EXT OIL FAT EAR GEN BLO WIN DER CST'
const reptileParts =
  'SKI SKP SKU SKE CLA TEE SCA SHE CAP CAL EGG EGL MEA FOO TAI BON BOD DEA LIV GAR LPS LPL TRO MED POW OIL FAT BLO GAB GAL BIL WIN BOC EXT DER'

const formsByGroup: Readonly<Record<string, string>> = {
  mammals: mammalParts,
  reptiles: reptileParts,
  birds: 'FEA EGG EGL EGS SKU SKE CLA FOO TAI BON BOD DEA LIV MEA TRO SKI HEA BIL WNG HOC HOR NES',
  amphibians: 'LIV EGL BOD DEA MEA SKI LPS LPL MED OIL',
  fish: 'LIV BOD DEA MEA SWI CAV EGG EGL SKI SKP LPS LPL SCA MED POW OIL BON FIN TEE JAW',
  sharks: 'FIN TEE JAW MEA SKI SKP LPS LPL LIV BOD DEA OIL BON GIL ROS TAI MED POW EGG',
  corals: 'COR RAW LIV JWL CAR BOD POW SKE BON',
  molluscs: 'SHE LIV MEA JWL CAR BOD EGG POW',
  insects: 'BOD DEA LIV EGG TRO',
  arachnids: 'LIV BOD DEA EGG MED',
  leeches: 'LIV BOD MED POW',
  echinoderms: 'LIV BOD MEA MED POW',
  plants: 'LIV PLT SEE ROO STE LVS FLO BAR CUL DPL MED POW EXT OIL CHP WPR FRU LEA',
  timber: 'LOG SAW VEN PLY WPR CHP POW OIL EXT CAR JWL TIM LIV SEE PLT FPT MED',
}

const everything: ReadonlySet<string> = new Set(
  Object.values(formsByGroup).flatMap((codes) => codes.split(' ')),
)

const sets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(formsByGroup).map(([group, codes]) => [group, new Set(codes.split(' '))]),
)

/** Whether an article of this form can be of a taxon of this group; an unknown group can be anything. */
export function formFitsGroup(form: string, group: string): boolean {
  return (sets.get(group) ?? everything).has(form)
}

const rawForms: ReadonlySet<string> = new Set(['TUS', 'LOG', 'SAW', 'HOR', 'COR', 'SHE', 'BON', 'SCA'])
const articleForms: ReadonlySet<string> = new Set([
  'CAR',
  'JWL',
  'IJW',
  'IVC',
  'IVP',
  'WPR',
  'BOC',
  'HOC',
  'FUR',
  'GAR',
])

/** An article named beside its raw material: an ivory bracelet is jewellery, not a tusk; a rosewood box is no log. */
export function isMadeOf(article: string, material: string): boolean {
  return rawForms.has(material) && articleForms.has(article)
}
