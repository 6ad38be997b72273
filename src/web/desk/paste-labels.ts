// The words that stand before a value on a CN23, in the four languages, and the field each means.

export type PasteKey =
  | 'sender'
  | 'addressee'
  | 'itemId'
  | 'description'
  | 'quantity'
  | 'netKg'
  | 'value'
  | 'currency'
  | 'hsCode'
  | 'originCountry'
  | 'grossKg'
  | 'postage'
  | 'category'
  | 'service'
  | 'declarationType'
  | 'postingOffice'
  | 'document'
  | 'name'
  | 'company'
  | 'street'
  | 'postcode'
  | 'city'
  | 'country'
  | 'phone'
  | 'email'

/** English, French, German, Dutch, as printed and as people shorten them. */
const words: Readonly<Record<PasteKey, string>> = {
  sender: 'from,sender,shipper,consignor,expéditeur,de,absender,von,afzender,van',
  addressee:
    'to,addressee,recipient,consignee,receiver,destinataire,à,empfänger,an,geadresseerde,ontvanger,aan',
  itemId:
    "item,item id,item no,item number,barcode,tracking,tracking number,no,numéro d'envoi,n° d'envoi,envoi,sendungsnummer,zendingsnummer,barcode nr",
  description:
    'description,detailed description,detailed description of contents,contents,goods,désignation,description détaillée,description du contenu,contenu,inhalt,inhaltsangabe,beschreibung,warenbeschreibung,inhoud,omschrijving,beschrijving',
  quantity: 'quantity,qty,pieces,quantité,qté,menge,anzahl,stück,aantal',
  netKg: 'net weight,net,weight,poids net,poids,nettogewicht,netto,gewicht',
  value: 'value,total value,valeur,valeur totale,wert,gesamtwert,waarde,totale waarde',
  currency: 'currency,devise,monnaie,währung,valuta,munt',
  hsCode:
    'hs,hs code,hs tariff number,hs tariff,tariff,tariff number,code sh,n° tarifaire,n° tarifaire du sh,numéro tarifaire,zolltarifnummer,tarifnummer,hs-code,hs-nummer,tariefnummer,gs-code',
  originCountry:
    "origin,country of origin,country of origin of goods,origine,pays d'origine,ursprung,ursprungsland,oorsprong,land van oorsprong",
  grossKg:
    'gross weight,gross,total gross weight,total weight,poids brut,poids brut total,poids total,bruttogewicht,gesamtgewicht,brutogewicht,totaal gewicht,totaalgewicht',
  postage:
    'postage,postal charges,postal charges/fees,fees,port,frais de port,frais,taxes postales,porto,postgebühren,gebühren,portkosten,frankering',
  category:
    "category,category of item,type,nature,nature de l'envoi,catégorie,catégorie de l'envoi,art,art der sendung,kategorie,categorie,aard",
  service: 'service,mail class,class,dienst,versandart,catégorie de courrier',
  declarationType:
    'declaration,declaration type,déclaration,type de déclaration,anmeldung,anmeldeart,aangifte,aangiftetype',
  postingOffice:
    "office,office of origin,posting office,office of posting,bureau,bureau d'origine,bureau de dépôt,aufgabeamt,aufgabepostamt,einlieferungsamt,kantoor,kantoor van afgifte",
  document:
    'licence,licence no,license,certificate,certificate no,permit,document,licence n°,certificat,permis,genehmigung,bescheinigung,zeugnis,vergunning,certificaat,document nr',
  name: 'name,nom,naam',
  company: 'business,company,société,entreprise,firma,bedrijf',
  street: 'street,address,rue,adresse,straße,strasse,anschrift,straat,adres',
  postcode: 'postcode,zip,postal code,code postal,plz,postleitzahl',
  city: 'city,town,ville,localité,ort,stadt,plaats,stad,gemeente',
  country: 'country,pays,land',
  phone: 'phone,tel,telephone,téléphone,tél,telefon,telefoon',
  email: 'email,e-mail,mail,courriel',
}

const keys: ReadonlyMap<string, PasteKey> = new Map(
  (Object.entries(words) as [PasteKey, string][]).flatMap(([key, list]) =>
    list.split(',').map((word) => [word, key] as const),
  ),
)

/** The field a label means, whatever number, brackets or points stand around it; null where it is none. */
export function keyOfLabel(label: string): PasteKey | null {
  const bare = label
    .toLowerCase()
    .replace(/\([^)]*\)/g, '')
    .replace(/^[\s\d.)(]+|[\s.]+$/g, '')
    .replace(/\s+/g, ' ')
  return keys.get(bare) ?? null
}
