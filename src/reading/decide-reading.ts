// Turns the terms found in a text into readings: specimen, imitation, benign or unclear. Evidence is weighed in points per mention;
// words that speak for innocence count against the mention beside them. Knows roles, tiers and distances, no particular word.

import { type Claims, claimsOf, excuseShare, isChanceWord, saysGenuine } from './excuses.ts'
import { formFitsGroup, isMadeOf } from './form-groups.ts'
import type { Hit, Scan } from './hit.ts'
import { gapBetween, isDenied, overlap } from './hit-relations.ts'
import type { HsHeadings } from './hs-headings.ts'
import type { LegalStatus, SpecimenContext } from './legal-status.ts'
import type { Reading, ReadingCode, ReadingContext } from './mention.ts'
import {
  negation,
  plantGroups,
  type ReadingWeights,
  remedyForms,
  shareOfGap,
  wholeForms,
} from './reading-weights.ts'
import type { Term } from './term.ts'
import { asDisguised, asMisspelt } from './word-list.ts'

export type Decision = {
  readonly reading: Reading
  readonly form: string
  readonly why: readonly ReadingCode[]
  readonly points: number
}

/** What the reader must know of the law and of taxa to tell a listed specimen from its unlisted cousin. */
export type Knowledge = {
  readonly legalStatus: (taxonId: string, specimen: SpecimenContext) => LegalStatus
  /** Ids of the taxa whose hide is made into bags, belts and straps. */
  readonly leatherTaxa: ReadonlySet<string>
  readonly weights: ReadingWeights
  readonly headings: HsHeadings
}

export type Question = {
  readonly hit: Hit
  /** Terms near enough to matter that name nothing themselves. */
  readonly neighbours: readonly Hit[]
  readonly unknownWords: number
  /** The name is a genus, and a Latin-looking word follows. */
  readonly latinEpithet: boolean
  readonly scan: Scan
}

export function decide(question: Question, context: ReadingContext, knowledge: Knowledge): Decision {
  const evidence = new Evidence(question, knowledge)
  evidence.weighName()
  if (question.latinEpithet) evidence.weighEpithet()
  evidence.weighForms()
  evidence.weighGenuine()
  evidence.weighLive()
  evidence.weighLittleElse()
  evidence.weighHs(context)
  evidence.weighInnocence()
  return evidence.conclude(context)
}

class Evidence {
  readonly hit: Hit
  readonly neighbours: readonly Hit[]
  readonly unknownWords: number
  readonly scan: Scan
  readonly term: Term
  readonly knowledge: Knowledge
  readonly weights: ReadingWeights
  points = 0
  live = 0
  form: string
  formWeight = 0
  formBeside = false
  imitated = 0
  innocent = 0
  bestExcuse = 0
  why: ReadingCode[] = []

  constructor({ hit, neighbours, unknownWords, scan }: Question, knowledge: Knowledge) {
    this.knowledge = knowledge
    this.weights = knowledge.weights
    this.hit = hit
    this.neighbours = neighbours
    this.unknownWords = unknownWords
    this.scan = scan
    this.term = hit.term
    this.form = hit.term.form
  }

  weighName(): void {
    const { term, hit } = this
    this.points = this.isArticle() ? this.weights.article : this.weights.name[term.tier]
    if (term.scientific) this.why.push('SCIENTIFIC_NAME')
    else if (term.tier === 'hard') this.why.push('AMBIGUOUS_NAME')
    else this.why.push(term.kind === 'taxon' ? 'TAXON_NAMED' : 'PRODUCT_NAMED')
    if (hit.match === asDisguised) {
      this.points += this.weights.disguised
      this.why.push('DISGUISED')
    } else if (hit.match === asMisspelt) {
      // A brand or an ordinary word is spelt as it is spelt: what is misspelt is the animal.
      const most = this.weights.misspelt_several_words
      this.points = this.term.words.length > 1 ? Math.min(this.points, most) : this.misspeltPoints()
      this.why.push('MISSPELT')
    }
  }

  weighEpithet(): void {
    this.points = Math.max(this.points, this.weights.latin_epithet)
    this.why.push('LATIN_EPITHET')
  }

  /** A slip in a short name needs a plain part of the animal beside it; several words bear each other out. */
  misspeltPoints(): number {
    const { weights } = this
    const letters = this.termLetters()
    if (letters < weights.long_name_letters) return weights.misspelt_short
    const plain = letters >= weights.very_long_name_letters && this.term.tier !== 'hard'
    return plain ? weights.misspelt_very_long : weights.misspelt_long
  }

  termLetters(): number {
    return this.term.words[0]!.length
  }

  weighForms(): void {
    let best = 0
    let beside = false
    let kind = ''
    let several = false
    for (const other of this.neighbours) {
      if (other.term.role !== 'form' || overlap(other, this.hit) || !this.fits(other)) continue
      const gap = gapBetween(this.hit, other)
      const near = shareOfGap(gap, this.term.tier === 'hard', this.weights)
      if (gap <= this.weights.near_words) {
        several ||= kind !== '' && kind !== other.term.form
        kind = other.term.form
      }
      const weight = this.formWorth(other.term) * near
      if (weight > best) {
        best = weight
        beside = gap <= this.weights.beside_words
        if (
          this.term.form === '' ||
          (gap <= this.weights.near_words && isMadeOf(other.term.form, this.term.form))
        ) {
          this.form = other.term.form
        }
      }
    }
    if (best === 0) return
    this.formBeside = beside
    this.formWeight = best
    this.points += best + (several ? this.weights.several_forms : 0)
    this.why.push(beside ? 'FORM_BESIDE' : 'FORM_IN_TEXT')
  }

  fits(other: Hit): boolean {
    const form = other.term
    if (isChanceWord(other, this.hit)) return false
    const letters = this.term.words[0]?.length ?? 0
    const foreign = (form.languageMask & this.term.languageMask) === 0
    if (foreign && this.term.tier === 'hard' && letters <= this.weights.shared_letters) return false
    return this.term.kind !== 'taxon' || formFitsGroup(form.form, this.term.group)
  }

  /** A carving or a bangle says little of a parrot and much of ivory. */
  formWorth(form: Term): number {
    if (remedyForms.has(form.form) && plantGroups.has(this.term.group)) return this.weights.form.weak
    if (form.strength !== 'weak') return this.weights.form[form.strength]
    const leather =
      (form.form === 'LPS' || form.form === 'LPL') && this.knowledge.leatherTaxa.has(this.term.taxon)
    return leather || this.term.kind === 'material' ? this.weights.form.medium : this.weights.form.weak
  }

  /** "Genuine" is said of what could be false: it counts for an article that is named beside, or for the very next word. */
  weighGenuine(): void {
    const { tier } = this.term
    const reach = this.formWeight > 0 ? this.weights.near_words : tier === 'soft' ? 0 : -1
    if (tier === 'clear' || !this.neighbours.some((other) => saysGenuine(other, this.hit, reach))) return
    this.points += this.weights.genuine
    this.why.push('SAID_TO_BE_GENUINE')
  }

  weighLive(): void {
    if (this.term.kind !== 'taxon') return
    let sum = 0
    for (const other of this.neighbours) {
      if (other.term.role !== 'live') continue
      if (other.term.commodity !== '' && other.term.commodity !== this.term.group) continue
      if (this.term.tier === 'hard' && gapBetween(this.hit, other) > this.weights.near_words) continue
      const gap = gapBetween(this.hit, other)
      const beside = gap <= 1 && other.term.strength === 'medium'
      sum += this.weights.live[other.term.strength] + (beside ? this.weights.live_beside : 0)
    }
    if (sum === 0) return
    this.live = sum
    this.points += Math.min(sum, this.weights.live_max)
    this.why.push('LIVE_CUE')
    if (this.term.form === '' && sum > this.formWeight) this.form = 'LIV'
  }

  weighLittleElse(): void {
    const longSlip = this.hit.match === asMisspelt && this.termLetters() >= this.weights.long_name_letters
    if (this.term.tier !== 'soft' && !longSlip) return
    if (this.unknownWords > (this.term.kind === 'material' ? 1 : 2)) return
    this.points += this.weights.little_else
    this.why.push('LITTLE_ELSE')
  }

  weighHs(context: ReadingContext): void {
    if (!this.knowledge.headings.agrees(context.hsCode, this.term.group, this.form)) return
    this.points += this.weights.hs_agrees
    this.why.push('HS_AGREES')
  }

  weighInnocence(): void {
    const { weights } = this
    let claims: Claims | null = null
    for (const other of this.neighbours) {
      const { role, commodity, strength } = other.term
      if (role !== 'benign' && role !== 'imitation' && role !== 'denial') continue
      if (other.article !== this.hit.article) continue
      if (!this.concerns(commodity)) continue
      if (role === 'imitation' && isDenied(other, this.neighbours)) {
        this.points += this.weights.genuine
        this.why.push('DENIES_IMITATION')
        continue
      }
      claims ??= claimsOf(this.hit, this.neighbours, this.scan)
      const near = excuseShare(other, this.hit, claims, weights)
      const apart = other.clause === this.hit.clause ? 1 : weights.other_clause_share
      if (role === 'benign') this.excuse(weights.benign[strength] * near * apart * this.exposure(commodity))
      else this.imitated += weights.imitation[strength] * near
    }
    this.points -= Math.min(this.innocent + this.imitated, weights.innocence_max)
  }

  /** The best excuse counts in full; more of the same kind add little. */
  excuse(points: number): void {
    const best = Math.max(points, this.bestExcuse)
    const rest = Math.min(points, this.bestExcuse)
    this.innocent += best - this.bestExcuse + rest * this.weights.further_excuse_share
    this.bestExcuse = best
  }

  /** An innocent word may be meant for one commodity or group only. A cage is innocent unless something lives in it. */
  concerns(scope: string): boolean {
    if (scope === '' || scope === 'goods') return true
    if (scope === negation) return false
    if (scope === 'pet_supply') return this.live < this.weights.live.medium
    if (scope === this.term.group) return this.term.kind === 'taxon'
    return scope === this.term.commodity
  }

  /**
   * How much an innocent word weighs. A product named with its material (crocodile leather) or an animal with a part of it beside
   * (bear skull) is not undone by the lamp or the box it became; a picture, a toy or a garment printed with it is another matter.
   */
  exposure(scope: string): number {
    const { term, weights } = this
    // What is whole (a living animal, a plant, a shell) is printed on a shirt as easily as any name.
    if (wholeForms.has(term.form)) return 1
    if (this.isArticle()) {
      if (scope === 'goods') return weights.goods_excuse_article_share
      return scope === '' ? weights.excuse_article_share : weights.commodity_excuse_article_share
    }
    if (scope !== 'goods' || !this.formBeside) return 1
    return this.formWeight >= weights.form.strong
      ? weights.goods_excuse_strong_part_share
      : weights.goods_excuse_part_share
  }

  isArticle(): boolean {
    return this.term.kind === 'product' && this.term.form !== '' && this.term.tier === 'clear'
  }

  conclude(context: ReadingContext): Decision {
    const { points, form } = this
    if (this.term.taxon !== '' && points >= this.weights.flag) {
      const { originCountry, netWeightGrams } = context
      const status = this.knowledge.legalStatus(this.term.taxon, { form, originCountry, netWeightGrams })
      const protectedHere = status.annex !== 'none' || status.regime === 'birds_directive' || status.partial
      if (!protectedHere && this.term.kind === 'taxon') {
        return { reading: 'benign', form, why: ['NOT_LISTED', ...this.why], points }
      }
      if (status.partial) return { reading: 'unclear', form, why: ['PARTLY_LISTED', ...this.why], points }
    }
    if (points >= this.weights.flag) {
      const plain =
        points >= this.weights.specimen && this.term.kind !== 'cover_word' && this.hit.match !== asMisspelt
      const reading = plain ? 'specimen' : 'unclear'
      return { reading, form, why: this.why, points }
    }
    if (this.imitated > this.innocent) {
      return { reading: 'imitation', form, why: ['IMITATION_WORD', ...this.why], points }
    }
    const reason = this.innocent > 0 ? 'BENIGN_CONTEXT' : 'NOTHING_SUPPORTS_IT'
    return { reading: 'benign', form, why: [reason, ...this.why], points }
  }
}
