// Every warning code, frozen, with its sentence. Carriers see these: none speaks of wildlife.

import type { LocalText } from '../rules/rule-schema.ts'

const text = (en: string, fr: string, de: string, nl: string): LocalText => ({ en, fr, de, nl })

export const warningTexts: Readonly<Record<string, LocalText>> = {
  UNKNOWN_FIELD: text(
    'Unknown field, not read.',
    'Champ inconnu, non lu.',
    'Unbekanntes Feld, nicht gelesen.',
    'Onbekend veld, niet gelezen.',
  ),
  BAD_TYPE: text(
    'Not of the expected type, dropped.',
    'Type inattendu, ignoré.',
    'Unerwarteter Typ, verworfen.',
    'Onverwacht type, weggelaten.',
  ),
  TOO_LONG: text('Too long, cut.', 'Trop long, coupé.', 'Zu lang, gekürzt.', 'Te lang, ingekort.'),
  OUT_OF_BOUNDS: text(
    'Number out of bounds, dropped.',
    'Nombre hors limites, ignoré.',
    'Zahl außerhalb der Grenzen, verworfen.',
    'Getal buiten de grenzen, weggelaten.',
  ),
  BAD_NUMBER: text('Not a number.', "Ce n'est pas un nombre.", 'Keine Zahl.', 'Geen getal.'),
  BAD_MONEY: text(
    'Amount or currency cannot be read.',
    'Montant ou devise illisible.',
    'Betrag oder Währung nicht lesbar.',
    'Bedrag of valuta onleesbaar.',
  ),
  BAD_DATE: text('Not a date.', "Ce n'est pas une date.", 'Kein Datum.', 'Geen datum.'),
  BAD_CHECK_DIGIT: text(
    'The check digit of the item id is wrong.',
    "Clé de contrôle de l'identifiant erronée.",
    'Falsche Prüfziffer der Sendungsnummer.',
    'Fout controlecijfer in het zendingsnummer.',
  ),
  BAD_DECISION_ID: text(
    'Not the id of a decision.',
    "Ce n'est pas l'identifiant d'une décision.",
    'Keine Kennung einer Entscheidung.',
    'Geen id van een beslissing.',
  ),
  BAD_HS_CODE: text(
    'The HS code needs 4 to 10 digits.',
    'Le code SH compte 4 à 10 chiffres.',
    'Der HS-Code braucht 4 bis 10 Ziffern.',
    'De HS-code heeft 4 tot 10 cijfers.',
  ),
  UNKNOWN_HS_CODE: text(
    'No such HS chapter.',
    "Ce chapitre SH n'existe pas.",
    'Dieses HS-Kapitel gibt es nicht.',
    'Dit HS-hoofdstuk bestaat niet.',
  ),
  MISSING_HS_CODE: text(
    'Goods that are sold need an HS code of six digits.',
    'Une marchandise vendue exige un code SH à six chiffres.',
    'Verkaufte Ware braucht einen sechsstelligen HS-Code.',
    'Verkochte goederen vragen een HS-code van zes cijfers.',
  ),
  UNKNOWN_CURRENCY: text(
    'No exchange rate for this currency; value unknown.',
    'Devise sans taux de change ; valeur inconnue.',
    'Kein Kurs für diese Währung; Wert unbekannt.',
    'Geen koers voor deze valuta; waarde onbekend.',
  ),
  UNKNOWN_COUNTRY: text(
    'Not an ISO 3166 country code.',
    "Ce n'est pas un code pays ISO 3166.",
    'Kein ISO-3166-Ländercode.',
    'Geen ISO 3166-landcode.',
  ),
  UNKNOWN_CATEGORY: text(
    'Unknown category.',
    'Catégorie inconnue.',
    'Unbekannte Kategorie.',
    'Onbekende categorie.',
  ),
  UNKNOWN_SERVICE: text('Unknown service.', 'Service inconnu.', 'Unbekannter Dienst.', 'Onbekende dienst.'),
  UNKNOWN_REGIME: text(
    'Unknown regime; read as import.',
    'Régime inconnu ; lu comme importation.',
    'Unbekanntes Verfahren; als Einfuhr gelesen.',
    'Onbekende regeling; gelezen als invoer.',
  ),
  NO_DESCRIPTION: text(
    'This piece has no description.',
    'Cet article est sans description.',
    'Dieser Posten hat keine Beschreibung.',
    'Dit artikel heeft geen omschrijving.',
  ),
  CONTROL_CHARACTERS: text(
    'Holds control characters.',
    'Contient des caractères de contrôle.',
    'Enthält Steuerzeichen.',
    'Bevat stuurtekens.',
  ),
  MIXED_SCRIPTS: text(
    'Mixes scripts in one text.',
    'Mélange des écritures.',
    'Mischt Schriften in einem Text.',
    'Mengt schriften in één tekst.',
  ),
  ZERO_WEIGHT: text('Weight of zero.', 'Poids nul.', 'Gewicht null.', 'Gewicht nul.'),
  NET_ABOVE_GROSS: text(
    'Net weights exceed the gross weight.',
    'Les poids nets dépassent le poids brut.',
    'Nettogewichte über dem Bruttogewicht.',
    'Nettogewichten boven het brutogewicht.',
  ),
  STOP_WORDS_ONLY: text(
    'The description is too general; say what the goods are.',
    'Description trop générale ; précisez la marchandise.',
    'Beschreibung zu allgemein; bitte Ware nennen.',
    'Omschrijving te algemeen; noem de goederen.',
  ),
  PLACEHOLDER_NAME: text(
    'A real name is needed.',
    'Un vrai nom est nécessaire.',
    'Ein echter Name wird gebraucht.',
    'Een echte naam is nodig.',
  ),
  NOT_VERIFIABLE: text(
    'Only an officer may mark a document verified.',
    'Seul un agent peut marquer un document vérifié.',
    'Nur Beamte dürfen ein Dokument als geprüft kennzeichnen.',
    'Alleen een ambtenaar mag een document als geverifieerd merken.',
  ),
  POSTED_AT_IMPLAUSIBLE: text(
    'Posting time is implausible; the receiving time is used.',
    'Date de dépôt invraisemblable ; date de réception utilisée.',
    'Aufgabezeit unplausibel; Empfangszeit wird benutzt.',
    'Tijd van posten onwaarschijnlijk; ontvangsttijd gebruikt.',
  ),
  SUPPORTING_DOCUMENTS: text(
    'Declare the supporting documents of the goods, with code and number.',
    'Déclarez les documents justificatifs de la marchandise, avec code et numéro.',
    'Unterlagen zur Ware mit Code und Nummer angeben.',
    'Vermeld de bewijsstukken van de goederen, met code en nummer.',
  ),
}
