package fulltext

import (
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdfref "github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// box is a place on a page, in points from its lower left corner.
type box struct{ left, bottom, right, top float32 }

// has reports whether the middle of another box is in it.
func (b box) has(other box) bool {
	x, y := (other.left+other.right)/2, (other.bottom+other.top)/2
	return b.left <= x && x <= b.right && b.bottom <= y && y <= b.top
}

// paper is what a page's text stands on. What is drawn on it is looked up once
// it is asked for, which few pages need.
type paper struct {
	instance pdfium.Pdfium
	page     requests.Page
	bounds   box // of the page
	isRead   bool
	images   []box
	drawings []box // filled paths that are not white, shadings, forms
}

func newPaper(instance pdfium.Pdfium, page requests.Page) *paper {
	p := &paper{instance: instance, page: page}
	if found, err := instance.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page}); err == nil {
		p.bounds = box{found.Rect.Left, found.Rect.Bottom, found.Rect.Right, found.Rect.Top}
	}
	return p
}

// misses reports whether a line is off the page altogether.
func (p *paper) misses(l pdfLine) bool {
	return p.bounds != box{} && (float32(l.right) < p.bounds.left || float32(l.left) > p.bounds.right ||
		float32(l.top) < p.bounds.bottom || float32(l.bottom) > p.bounds.top)
}

// shows reports whether something is drawn at a place that white text may show
// on, or, onImage, an image that may show the text itself.
func (p *paper) shows(place box, onImage bool) bool {
	p.read()
	for _, b := range p.images {
		if b.has(place) {
			return true
		}
	}
	for _, b := range p.drawings {
		if !onImage && b.has(place) {
			return true
		}
	}
	return false
}

// read looks up what is drawn on the page but its text.
func (p *paper) read() {
	if p.isRead {
		return
	}
	p.isRead = true
	counted, err := p.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: p.page})
	if err != nil {
		return
	}
	for i := range counted.Count {
		found, err := p.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: p.page, Index: i})
		if err != nil {
			continue
		}
		p.add(found.PageObject)
	}
}

func (p *paper) add(object pdfref.FPDF_PAGEOBJECT) {
	is, err := p.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil || is.Type == enums.FPDF_PAGEOBJ_TEXT || is.Type == enums.FPDF_PAGEOBJ_PATH && !p.isFilled(object) {
		return
	}
	at, err := p.instance.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object})
	if err != nil {
		return
	}
	bounds := box{at.Left, at.Bottom, at.Right, at.Top}
	if is.Type == enums.FPDF_PAGEOBJ_IMAGE {
		p.images = append(p.images, bounds)
	} else {
		p.drawings = append(p.drawings, bounds)
	}
}

// isFilled reports whether a path is filled with a colour that white shows on.
func (p *paper) isFilled(path pdfref.FPDF_PAGEOBJECT) bool {
	mode, err := p.instance.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: path})
	if err != nil || mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return false
	}
	color, err := p.instance.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: path})
	if err != nil {
		return true // a pattern
	}
	c := color.FillColor
	return !isFaint(c.A) && !isPaperWhite(c.R, c.G, c.B)
}
