// How an officer hears of a feature, in the four languages of the pages.

import type { LocalText } from '../rules/rule-schema.ts'

const text = (en: string, fr: string, de: string, nl: string): LocalText => ({ en, fr, de, nl })

const missing = (name: LocalText): LocalText =>
  text(
    `${name.en}: not declared`,
    `${name.fr} : non déclaré`,
    `${name.de}: nicht angegeben`,
    `${name.nl}: niet opgegeven`,
  )

const measuredTexts: Readonly<Record<string, LocalText>> = {
  quantity: text('Number of articles', "Nombre d'articles", 'Stückzahl', 'Aantal stuks'),
  netWeightGrams: text('Net weight', 'Poids net', 'Nettogewicht', 'Nettogewicht'),
  valueCents: text('Declared value', 'Valeur déclarée', 'Angegebener Wert', 'Aangegeven waarde'),
  centsPerKilogram: text(
    'Value per kilogram',
    'Valeur par kilogramme',
    'Wert je Kilogramm',
    'Waarde per kilogram',
  ),
  gramsPerArticle: text('Weight per article', 'Poids par article', 'Gewicht je Stück', 'Gewicht per stuk'),
  centsPerArticle: text('Value per article', 'Valeur par article', 'Wert je Stück', 'Waarde per stuk'),
  postageCents: text('Postage paid', 'Port payé', 'Porto', 'Betaalde port'),
}

const missingTexts = Object.fromEntries(
  Object.entries(measuredTexts).map(([name, title]) => [`${name}Missing`, missing(title)]),
)

export const featureTexts: Readonly<Record<string, LocalText>> = {
  ...measuredTexts,
  ...missingTexts,
  specimenMentions: text(
    'Wildlife specimens named',
    'Spécimens nommés',
    'Genannte Exemplare',
    'Genoemde specimens',
  ),
  unclearMentions: text(
    'Unclear wildlife words',
    'Mots ambigus sur la faune ou la flore',
    'Unklare Artbegriffe',
    'Onduidelijke soortwoorden',
  ),
  specimenStrength: text(
    'How plainly a specimen is named',
    'Clarté du nom du spécimen',
    'Deutlichkeit der Nennung',
    'Hoe duidelijk een specimen genoemd is',
  ),
  unclearStrength: text(
    'How telling the unclear words are',
    'Poids des mots ambigus',
    'Gewicht der unklaren Wörter',
    'Gewicht van de onduidelijke woorden',
  ),
  severity: text(
    'Severity of what is named',
    'Gravité de ce qui est nommé',
    'Schwere des Genannten',
    'Ernst van wat genoemd is',
  ),
  liveNamed: text(
    'A live animal or egg is named',
    'Animal vivant ou œuf nommé',
    'Lebendes Tier oder Ei genannt',
    'Levend dier of ei genoemd',
  ),
  disguised: text(
    'Letters were disguised',
    'Lettres déguisées',
    'Verfremdete Buchstaben',
    'Vermomde letters',
  ),
  misspelt: text(
    'A name is misspelt',
    'Nom mal orthographié',
    'Name falsch geschrieben',
    'Naam verkeerd gespeld',
  ),
  suspended: text(
    'Trade from this origin is suspended',
    'Commerce suspendu depuis cette origine',
    'Handel aus diesem Ursprung ausgesetzt',
    'Handel uit deze oorsprong opgeschort',
  ),
  hsCore: text(
    'HS code of wildlife goods',
    'Code SH de spécimens',
    'HS-Code für Wildtierwaren',
    'HS-code van wildgoederen',
  ),
  hsPlausible: text(
    'HS code that fits wildlife goods',
    'Code SH compatible',
    'Passender HS-Code',
    'Passende HS-code',
  ),
  hsCover: text(
    'HS code often used as cover',
    'Code SH souvent utilisé comme couverture',
    'Oft zur Tarnung genutzter HS-Code',
    'HS-code vaak als dekmantel gebruikt',
  ),
  hsMissing: text('No HS code', 'Sans code SH', 'Kein HS-Code', 'Geen HS-code'),
  hsConflict: text(
    'Words and HS code disagree',
    'Texte et code SH en désaccord',
    'Text und HS-Code widersprechen sich',
    'Tekst en HS-code spreken elkaar tegen',
  ),
  illogicalFlow: text(
    'Goods move against their usual direction',
    'Marchandise à contre-courant',
    'Ware gegen die übliche Richtung',
    'Goederen tegen de gewone richting in',
  ),
  sourceRoute: text(
    'Known source route',
    "Route d'origine connue",
    'Bekannte Herkunftsroute',
    'Bekende herkomstroute',
  ),
  gift: text(
    'Declared as a gift',
    'Déclaré comme cadeau',
    'Als Geschenk angemeldet',
    'Als geschenk aangegeven',
  ),
  saleOfGoods: text(
    'Declared as a sale',
    'Déclaré comme vente',
    'Als Verkauf angemeldet',
    'Als verkoop aangegeven',
  ),
  sample: text(
    'Declared as a sample',
    'Déclaré comme échantillon',
    'Als Muster angemeldet',
    'Als monster aangegeven',
  ),
  ems: text('EMS item', 'Envoi EMS', 'EMS-Sendung', 'EMS-zending'),
  express: text('Express item', 'Envoi express', 'Expresssendung', 'Expreszending'),
  letter: text('Letter-post item', 'Envoi de la poste aux lettres', 'Briefsendung', 'Briefpostzending'),
  lowValueDeclaration: text('Low-value declaration (H7)', 'Déclaration H7', 'H7-Anmeldung', 'H7-aangifte'),
  liveHandling: text(
    'Handled as live animals or eggs',
    'Manutention animaux vivants ou œufs',
    'Als lebende Tiere oder Eier behandelt',
    'Behandeld als levende dieren of eieren',
  ),
  s10Mismatch: text(
    'Posted in another country than the sender’s',
    "Posté hors du pays de l'expéditeur",
    'Nicht im Land des Absenders aufgegeben',
    'Niet in het land van de afzender gepost',
  ),
  transitHub: text(
    'Passes a transit hub',
    'Passe par une plaque tournante',
    'Über ein Drehkreuz',
    'Via een knooppunt',
  ),
  intraEu: text('Moves inside the EU', "Circule dans l'UE", 'Innerhalb der EU', 'Binnen de EU'),
  senderPlaceholder: text(
    'Sender name says nothing',
    "Nom d'expéditeur vide de sens",
    'Nichtssagender Absendername',
    'Nietszeggende afzendernaam',
  ),
  addresseePlaceholder: text(
    'Addressee name says nothing',
    'Nom de destinataire vide de sens',
    'Nichtssagender Empfängername',
    'Nietszeggende naam van de ontvanger',
  ),
  senderContactMissing: text(
    'Sender without contact data',
    'Expéditeur sans coordonnées',
    'Absender ohne Kontaktdaten',
    'Afzender zonder contactgegevens',
  ),
  forwarder: text(
    'Goes to a forwarder or pick-up point',
    'Vers un transitaire ou point relais',
    'An Spediteur oder Abholstelle',
    'Naar expediteur of afhaalpunt',
  ),
  wildlifeBusiness: text(
    'A party trades in wildlife goods',
    'Une partie fait commerce de spécimens',
    'Beteiligter handelt mit Wildtierwaren',
    'Een partij handelt in wildgoederen',
  ),
  soldAsConflict: text(
    'Sold as wildlife, declared as something else',
    'Vendu comme spécimen, déclaré autrement',
    'Als Wildtierware verkauft, anders angemeldet',
    'Als wildgoed verkocht, anders aangegeven',
  ),
  sameSenderBefore: text(
    'Same sender earlier in the manifest',
    'Même expéditeur plus haut',
    'Gleicher Absender zuvor',
    'Zelfde afzender eerder',
  ),
  sameAddresseeBefore: text(
    'Same addressee earlier in the manifest',
    'Même destinataire plus haut',
    'Gleicher Empfänger zuvor',
    'Zelfde ontvanger eerder',
  ),
  month: text('Month of posting', 'Mois de dépôt', 'Aufgabemonat', 'Maand van posten'),
  dayOfWeek: text('Day of the week', 'Jour de la semaine', 'Wochentag', 'Dag van de week'),
}

/** Lines that stand for no registry feature. */
export const otherLineTexts: Readonly<Record<string, LocalText>> = {
  unattributed: text(
    'Not due to a single feature',
    'Non imputable à un seul indice',
    'Keinem einzelnen Merkmal zuzuordnen',
    'Niet aan één kenmerk toe te schrijven',
  ),
}

/** Encoder columns are named by what they encode. */
export const encoderTitles: Readonly<Record<string, LocalText>> = {
  hs6: text(
    'Experience with this HS code',
    'Expérience avec ce code SH',
    'Erfahrung mit diesem HS-Code',
    'Ervaring met deze HS-code',
  ),
  route: text(
    'Experience with this route',
    'Expérience avec cette route',
    'Erfahrung mit dieser Route',
    'Ervaring met deze route',
  ),
  office: text(
    'Experience with this posting office',
    'Expérience avec ce bureau',
    'Erfahrung mit diesem Aufgabeamt',
    'Ervaring met dit kantoor',
  ),
  service: text(
    'Experience with this service',
    'Expérience avec ce service',
    'Erfahrung mit diesem Dienst',
    'Ervaring met deze dienst',
  ),
}
