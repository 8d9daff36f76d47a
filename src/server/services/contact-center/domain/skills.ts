import type { SkillRequirement } from '../configuration';

/** Whether somebody with the skills `offered` has every one of `required` at least at its level (a level not given is 1). */
export function hasSkills(
  offered: readonly SkillRequirement[],
  required: readonly SkillRequirement[],
): boolean {
  return required.every(({ name, level = 1 }) =>
    offered.some((skill) => skill.name === name && (skill.level ?? 1) >= level),
  );
}
