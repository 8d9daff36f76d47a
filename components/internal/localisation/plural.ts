const rules = new Map<string, Intl.PluralRules>();

/** The form of `count` in `lang`, e.g. `plural('ar', 3, { one: …, few: …, other: … })`. */
export function plural(
  lang: string,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string },
): string {
  let rule = rules.get(lang);
  if (!rule) rules.set(lang, (rule = new Intl.PluralRules(lang)));
  return forms[rule.select(count)] ?? forms.other;
}
