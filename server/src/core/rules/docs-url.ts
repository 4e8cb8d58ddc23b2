/** Where Hullcheck is at home. */
export const HOME_URL = "https://github.com/hullcheck/hullcheck";

/** Where a rule's page is published. */
export function docsUrl(ruleId: string): string {
  return `${HOME_URL}/blob/main/docs/rules/${ruleId}.md`;
}
