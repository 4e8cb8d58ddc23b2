/**
 * Runs in the browser: the texts below an element whose contrast with what is behind them is less than WCAG 2.2 asks for
 * (1.4.3, level AA: 4.5 to 1, for large text 3 to 1).
 */
export function faintTexts(root: Element): readonly string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];

  function colour(text: string): Colour {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  }

  function over([r, g, b, alpha]: Colour, [r2, g2, b2]: Colour): Colour {
    const mix = (front: number, back: number) => front * alpha + back * (1 - alpha);
    return [mix(r, r2), mix(g, g2), mix(b, b2), 1];
  }

  function behind(element: Element | null): Colour {
    if (element === null) return [255, 255, 255, 1];
    const own = colour(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  }

  /** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
  function luminance([red, green, blue]: Colour): number {
    const [r = 0, g = 0, b = 0] = [red, green, blue]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(element: Element): number {
    const back = behind(element);
    const front = over(colour(getComputedStyle(element).color), back);
    const [dark = 0, light = 0] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function isLarge(element: Element): boolean {
    const { fontSize, fontWeight } = getComputedStyle(element);
    return Number.parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24);
  }

  return [...root.querySelectorAll("*")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim() !== ""))
    .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .map((element) => ({ element, ratio: contrast(element), needed: isLarge(element) ? 3 : 4.5 }))
    .filter(({ ratio, needed }) => ratio < needed)
    .map(
      ({ element, ratio }) => `${element.className || element.tagName} "${element.textContent}": ${ratio.toFixed(2)}`,
    );
}
