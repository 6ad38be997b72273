// What listed specimens look like to a scale and a cashier, by the catalogue's commodities.
// Weights and prices are broad guesses of consumer pieces; nobody should read a statistic into them.

export type WildlifeGoods = {
  /** HS codes that are right for it, or near enough that a good-faith sender would pick them. */
  readonly hs: readonly string[]
  readonly grams: readonly [low: number, high: number]
  readonly euros: readonly [low: number, high: number]
  /** Countries it is known to come from, beside those of the pack's routes. */
  readonly origins: readonly string[]
  /** Months it moves in, where there is a season. */
  readonly months?: readonly number[]
  readonly live?: boolean
}

const wildlife = (
  hs: string,
  grams: WildlifeGoods['grams'],
  euros: WildlifeGoods['euros'],
  origins: string,
  more: Pick<WildlifeGoods, 'months' | 'live'> = {},
): WildlifeGoods => ({ hs: hs.split(' '), grams, euros, origins: origins.split(' '), ...more })

const live = { live: true } as const
const spring = { live: true, months: [3, 4, 5, 6] } as const

export const wildlifeGoods: Readonly<Record<string, WildlifeGoods>> = {
  agarwood: wildlife('121190 330129 440799 330741', [3, 800], [20, 400], 'VN SA AE ID IN'),
  amphibian: wildlife('010690', [5, 300], [20, 200], 'CO EC BR US', live),
  arachnid: wildlife('010690', [10, 400], [15, 150], 'MX BR DE PL', live),
  bear: wildlife('051000 430190 300190 050790', [5, 4000], [20, 600], 'RU CN VN CA'),
  big_cat: wildlife('430190 051199 970522 300490 050790', [5, 6000], [20, 1500], 'VN TH ZA CN'),
  cactus: wildlife('060290 120999', [30, 1500], [10, 200], 'MX CL PE US', spring),
  carnivorous_plant: wildlife('060290', [20, 500], [8, 80], 'US MY ID', spring),
  caviar: wildlife('160431', [50, 1000], [40, 900], 'CH IR CN RU', { months: [11, 12, 1, 2, 3] }),
  coral: wildlife('050800 960190 711620 030119', [10, 3000], [8, 250], 'ID PH TH EG'),
  cycad: wildlife('060290 120999', [100, 6000], [20, 400], 'ZA MX US', spring),
  eel: wildlife('030192 160417', [200, 5000], [30, 900], 'FR ES PT CN', { months: [10, 11, 12, 1, 2, 3, 4] }),
  feather: wildlife('670100 050590', [3, 300], [8, 250], 'BR PE US'),
  fish: wildlife('030111 030119', [100, 3000], [40, 600], 'ID SG MY', live),
  fur: wildlife('430219 430310 430390 430180', [100, 5000], [40, 900], 'CA RU UA US'),
  insect: wildlife('010649 970529', [5, 200], [10, 200], 'ID PG JP PE'),
  ivory: wildlife('960110 970690 711790 050710 950490 920999', [5, 4000], [20, 900], 'GB JP ZW NG CN US'),
  live_bird: wildlife('010639', [60, 1200], [30, 400], 'CM SN GY', spring),
  live_reptile: wildlife('010620', [20, 3000], [20, 500], 'ID US MG AU MA TZ', spring),
  mammal_part: wildlife('050790 051199 970529 430190', [20, 4000], [15, 400], 'ZA NA US RU'),
  marine_mammal: wildlife('050790 960190 051199 970529', [10, 3000], [20, 500], 'GL NO CA GB'),
  medicinal_plant: wildlife('121190 210690 121120 130219 300490', [30, 2000], [8, 150], 'US IN CN NP TR'),
  orchid: wildlife('060290 060220', [30, 800], [10, 150], 'TH VN ID TW', { months: [4, 5, 6, 9, 10] }),
  pangolin: wildlife('050790 300190 420500', [10, 3000], [20, 500], 'NG CM VN CN'),
  parrot: wildlife('010632 040719', [30, 1200], [40, 900], 'CM CD BR ZA', spring),
  primate: wildlife('010611 970529 051199', [100, 4000], [40, 900], 'CM CD ID TH', live),
  raptor: wildlife('010631 040719 970529 670100', [10, 2500], [30, 900], 'GB RU KZ US', spring),
  reptile_leather: wildlife(
    '420221 420231 420291 911390 640399 411330',
    [30, 1500],
    [20, 600],
    'TH US ID CH ML',
  ),
  reptile_part: wildlife('051199 050790 970529 021090', [40, 2500], [8, 120], 'US CU VN'),
  rhino_horn: wildlife('050790 960190 970690 300190', [10, 3000], [60, 2000], 'ZA NA VN GB'),
  sea_cucumber: wildlife('030819', [100, 3000], [30, 400], 'MX PH EG'),
  sea_turtle: wildlife('960190 961519 050790 970529', [10, 2000], [15, 300], 'CU ID JP GB'),
  seahorse: wildlife('030559 051191 300490', [20, 2000], [15, 300], 'SN ID PH VN'),
  shark_ray: wildlife('030571 420231 051191 150410', [30, 2500], [20, 300], 'TH CN SN ES'),
  shell: wildlife('050800 960190', [100, 4000], [8, 120], 'PH CU DO TH'),
  songbird: wildlife('010639', [15, 400], [20, 250], 'ID VN MA', spring),
  succulent: wildlife('060290', [20, 1200], [10, 300], 'ZA MG KR', spring),
  taxidermy: wildlife('970529 051199 430390', [100, 5000], [30, 600], 'ZA UA CA GB'),
  timber: wildlife('440729 920290 442011 440799 920992 442199', [50, 6000], [15, 600], 'BR IN MG GB US'),
  traditional_medicine: wildlife('300490 300390 210690', [20, 800], [6, 90], 'CN TH HK VN'),
}

/** For a commodity that is not in the table. */
export const anyWildlife: WildlifeGoods = wildlife('051199 970529', [20, 3000], [15, 400], 'TH US ID ZA CN')
