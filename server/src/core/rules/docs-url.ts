/** Where a rule's page is published. */
export function docsUrl(ruleId: string): string {
  return `https://github.com/hullcheck/hullcheck/blob/main/docs/rules/${ruleId}.md`;
}
