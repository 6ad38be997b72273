// The words that stand before a value on a CN23 and the field each means: in the languages of the pages, and in those of many who send.

export type PasteKey =
  | 'sender'
  | 'addressee'
  | 'itemId'
  | 'description'
  | 'quantity'
  | 'netKg'
  | 'value'
  | 'total'
  | 'destination'
  | 'fieldless'
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

/** English, French, German, Dutch, as printed and as people shorten them; then Spanish, Italian, Portuguese and Chinese, as printed. */
const words: Readonly<Record<PasteKey, string>> = {
  sender:
    'from,sender,shipper,consignor,expéditeur,de,absender,von,afzender,van,remitente,de parte de,mittente,remetente,寄件人',
  addressee:
    'to,addressee,recipient,consignee,receiver,destinataire,à,empfänger,an,geadresseerde,ontvanger,aan,destinatario,para,destinatário,收件人',
  itemId:
    "item,item id,itemid,item no,item number,barcode,tracking,tracking number,no,numéro d'envoi,n° d'envoi,envoi,sendungsnummer,zendingsnummer,barcode nr,número de envío,n° de envío,numero di spedizione,número do objeto,邮件号码,郵件號碼",
  description:
    'description,description of contents,contents description,item description,goods description,description of goods,nature of goods,product,product name,detailed description,detailed description of contents,contents,goods,désignation,description détaillée,description du contenu,contenu,inhalt,inhaltsangabe,beschreibung,warenbeschreibung,inhoud,omschrijving,beschrijving,descripción,descripción detallada,contenido,descrizione,descrizione dettagliata,contenuto,descrição,descrição detalhada,conteúdo,内件品名,品名,物品名称,内容,內件品名,物品名稱',
  quantity:
    'quantity,qty,pieces,quantité,qté,menge,anzahl,stück,aantal,cantidad,quantità,quantidade,数量,數量,件数',
  netKg:
    'net weight,net,weight,poids net,poids,nettogewicht,netto,gewicht,peso neto,peso,peso netto,peso líquido,净重,淨重,重量',
  value: 'value,valeur,wert,waarde,valor,valore,价值,申报价值,價值',
  total:
    'total,total value,valeur totale,gesamtwert,gesamt,summe,totale waarde,totaal,valor total,valore totale,totale,总价值,总计',
  currency: 'currency,devise,monnaie,währung,valuta,munt,moneda,divisa,moeda,币种,货币',
  hsCode:
    'hs,hs code,hscode,hs tariff number,hs tariff,tariff,tariff number,code sh,n° tarifaire,n° tarifaire du sh,numéro tarifaire,zolltarifnummer,tarifnummer,hs-code,hs-nummer,tariefnummer,gs-code,código sa,código hs,partida arancelaria,codice sa,codice hs,código tarifário,hs编码,税则号列',
  originCountry:
    "origin,country of origin,origin country,origincountry,country of origin of goods,origine,pays d'origine,ursprung,ursprungsland,oorsprong,land van oorsprong,país de origen,origen,paese d'origine,país de origem,origem,原产国,原產國,产地",
  destination:
    'destination,country of destination,destination country,pays de destination,bestimmungsland,zielland,land van bestemming,bestemming,país de destino,paese di destinazione,寄达国',
  grossKg:
    'gross weight,gross,total gross weight,total weight,poids brut,poids brut total,poids total,bruttogewicht,gesamtgewicht,brutogewicht,totaal gewicht,totaalgewicht,peso bruto,peso total,peso lordo,peso totale,毛重,总重量',
  postage:
    'postage,postal charges,postal charges/fees,fees,port,frais de port,frais,taxes postales,porto,postgebühren,gebühren,portkosten,frankering,franqueo,gastos de envío,tasse postali,porte,portes,邮费',
  category:
    "category,category of item,type,nature,nature de l'envoi,catégorie,catégorie de l'envoi,art,art der sendung,kategorie,categorie,aard,categoría,categoría del envío,categoria,邮件种类",
  service: 'service,mail class,class,dienst,versandart,catégorie de courrier',
  declarationType:
    'declaration,declaration type,déclaration,type de déclaration,anmeldung,anmeldeart,aangifte,aangiftetype',
  postingOffice:
    "office,office of origin,posting office,office of posting,bureau,bureau d'origine,bureau de dépôt,aufgabeamt,aufgabepostamt,einlieferungsamt,kantoor,kantoor van afgifte",
  document:
    'licence,licence no,license,certificate,certificate no,permit,document,licence n°,certificat,permis,genehmigung,bescheinigung,zeugnis,vergunning,certificaat,document nr,licencia,certificado,permiso,licenza,certificato,licença',
  fieldless:
    'comments,comment,remarks,remark,invoice,invoice no,invoice number,reference,customs reference,signature,date of posting,insured value,observations,commentaires,facture,référence,date de dépôt,bemerkungen,rechnung,rechnungsnummer,referenz,unterschrift,opmerkingen,factuur,factuurnummer,referentie,handtekening,observaciones,factura,osservazioni,fattura,fatura',
  name: 'name,nom,naam,nombre,nome,姓名',
  company: 'business,company,société,entreprise,firma,bedrijf,empresa,ditta',
  street:
    'street,address,rue,adresse,straße,strasse,anschrift,straat,adres,calle,dirección,indirizzo,rua,endereço,morada,地址',
  postcode: 'postcode,zip,postal code,code postal,plz,postleitzahl,código postal,邮编',
  city: 'city,town,ville,localité,ort,stadt,plaats,stad,gemeente,ciudad,città,cidade,城市',
  country: 'country,pays,land,país,paese,国家,國家',
  phone: 'phone,tel,telephone,téléphone,tél,telefon,telefoon,teléfono,telefono,telefone,电话',
  email: 'email,e-mail,mail,courriel,correo,correo electrónico',
}

const keys: ReadonlyMap<string, PasteKey> = new Map(
  (Object.entries(words) as [PasteKey, string][]).flatMap(([key, list]) =>
    list.split(',').map((word) => [word, key] as const),
  ),
)

/** A label and what it is of. */
export const labelPattern = /^([^:=：]{1,120})[:=：]\s*(.*)$/

/** The field a label means, whatever number, brackets or points stand around it and in however many languages; null where it is none. */
export function keyOfLabel(label: string): PasteKey | null {
  return (
    keyOf(label) ??
    label
      .split(/\s*[/|]\s*|\s+-\s+/)
      .map(keyOf)
      .find((key) => key !== null) ??
    null
  )
}

function keyOf(label: string): PasteKey | null {
  const bare = label
    .toLowerCase()
    .replace(/[(（[][^)）\]]*[)）\]]/g, '')
    .replace(/\s+(?:in|en)\s+(?:[a-z]{1,3}|\p{Sc})\s*$/u, '')
    .replace(/^[\s\d.)(]+|[\s.]+$/g, '')
    .replace(/\s+/g, ' ')
  return keys.get(bare) ?? null
}

/** Headings of the form itself. */
const titles =
  /cn ?2[23]|cp ?72|customs declaration|déclaration en douane|zollinhaltserklärung|zollerklärung|douaneaangifte|douaneverklaring|declaración de aduanas?|dichiarazione doganale|may be opened officially|peut être ouvert d['’]office/gi

export function isFormTitle(line: string): boolean {
  const rest = line.replace(titles, '')
  return rest !== line && !/[\p{L}\d]/u.test(rest)
}
