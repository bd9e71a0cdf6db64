// What the tests ask of a page. Each question brings this file along, so that a
// page is left as it is.
var content = () => document.querySelector('.post-content');

// visit does what a reader may do: it moves over everything and follows links
// that are scripts. Then it lets the page come to rest and asks for the address.
var visit = async (address) => {
  for (const element of document.querySelectorAll('*')) {
    element.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
    if (element.protocol === 'javascript:') element.click();
  }
  await new Promise((rest) => requestIdleCallback(rest));
  await fetch(address);
  return true;
};

// blocks returns the paragraphs, headings, lists and quotations, in their order:
// the text in the source and as it is laid out, in pixels where, and how far to
// the right their text goes.
var blocks = () => [...content().children].map((element) => {
  const box = element.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(element);
  const lines = [...range.getClientRects()];
  return {
    name: element.localName,
    source: element.textContent,
    shown: element.innerText,
    top: box.top,
    bottom: box.bottom,
    right: Math.max(box.right, ...lines.map((line) => line.right)),
  };
});

// shapes draws each character in the page's own font and counts the drawings
// that differ, and those that show nothing.
var shapes = (characters) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const style = getComputedStyle(content());
  pen.font = `24px ${style.fontFamily}`;
  pen.textBaseline = 'top';
  const drawings = new Set();
  let blank = 0;
  for (const character of characters) {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(character, 4, 4);
    const pixels = pen.getImageData(0, 0, 40, 40).data;
    if (pixels.every((value) => value === 0)) blank++;
    drawings.add(pixels.join());
  }
  return {different: drawings.size, blank: blank};
};
