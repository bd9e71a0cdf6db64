package fulltext

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// role is what an element is to the text.
type role int

const (
	roleInline role = iota
	roleDropped
	roleBlock
	roleSection
	roleAppendix
	roleAbstract
	roleTitle
	roleRunIn // the title of a theorem, on the line of its text
	roleTag   // a number: of a section, a caption, an item
	roleNote
	roleFormula
	roleMathJax
	roleEquation
	roleTabular
	roleRow
	roleCell
	roleTable // a figure that holds a table
	roleCaption
	roleItem
	roleTerm
	roleLine
	roleBreak
	roleRaised
	roleLowered
	rolePicture
)

// element is an element with what we read of its attributes.
type element struct {
	*html.Node
	role  role
	class string
	style string
	text  string // a formula's TeX
	gone  bool   // hidden by an attribute
}

func elementOf(n *html.Node) element {
	e := element{Node: n, role: roleOfTag(n.DataAtom)}
	color := ""
	for _, a := range n.Attr {
		switch a.Key {
		case "color":
			color = a.Val
		case "class":
			e.class = a.Val
		case "style":
			e.style = a.Val
		case "alttext", "aria-label":
			e.text = a.Val
		case "hidden":
			e.gone = true
		case "id":
			e.gone = e.gone || a.Val == "infobox"
		}
	}
	if color != "" {
		e.style = "color:" + color + ";" + e.style
	}
	if e.role == roleDropped || n.DataAtom == atom.Math || n.DataAtom == atom.Svg {
		return e
	}
	best := roleInline
	for class := range strings.FieldsSeq(e.class) {
		if r, ok := roleOfClass[class]; ok && (best == roleInline || r == roleDropped || best == roleBlock) {
			best = r
		}
	}
	if best != roleInline {
		e.role = best
	}
	return e
}

// has reports whether the element is of a class.
func (e element) has(class string) bool {
	for c := range strings.FieldsSeq(e.class) {
		if c == class {
			return true
		}
	}
	return false
}

// roleOfTag returns the role that an element's name gives it.
func roleOfTag(a atom.Atom) role {
	switch a {
	case atom.Script, atom.Style, atom.Nav, atom.Header, atom.Footer, atom.Dialog, atom.Template, atom.Noscript,
		atom.Button, atom.Form, atom.Input, atom.Textarea, atom.Select, atom.Iframe, atom.Title, atom.Head,
		atom.Object, atom.Canvas, atom.Video, atom.Audio:
		return roleDropped
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Pre, atom.Figure, atom.Table, atom.Article,
		atom.Section, atom.Main, atom.Aside, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return roleBlock
	case atom.Li, atom.Dd:
		return roleItem
	case atom.Dt:
		return roleTerm
	case atom.Tr:
		return roleRow
	case atom.Td, atom.Th:
		return roleCell
	case atom.Figcaption, atom.Caption:
		return roleCaption
	case atom.Br:
		return roleBreak
	case atom.Sup:
		return roleRaised
	case atom.Sub:
		return roleLowered
	case atom.Math:
		return roleFormula
	case atom.Svg:
		return rolePicture
	}
	return roleInline
}

// roleOfClass is the role that LaTeXML's classes give, and those of the site's
// own furniture.
var roleOfClass = map[string]role{
	"ltx_bibliography": roleDropped, "ltx_authors": roleDropped, "ltx_ERROR": roleDropped,
	"ltx_TOC": roleDropped, "ltx_page_navbar": roleDropped, "ltx_page_header": roleDropped, "ltx_page_footer": roleDropped,
	"ltx_page_logo": roleDropped, "ltx_date": roleDropped, "ltx_dates": roleDropped, "ltx_keywords": roleDropped,
	"ltx_classification": roleDropped, "ltx_pagination": roleDropped, "ltx_rule": roleDropped, "ltx_index": roleDropped,
	"ltx_title_document": roleDropped, "ltx_listing_data": roleDropped, "ltx_tag_listingline": roleDropped,
	"ltx_note_mark": roleDropped, "ltx_note_type": roleDropped, "ltx_tag_note": roleDropped, "ltx_phantom": roleDropped,
	"ltx_engrafo_author_notes": roleDropped,
	"infobox":                  roleDropped, "keyboard-glossary": roleDropped, "package-alerts": roleDropped,
	"ds-announcement": roleDropped, "hidden": roleDropped, "d-none": roleDropped, "ltx_hidden": roleDropped,
	"sr-only": roleDropped, "is-sr-only": roleDropped, "visually-hidden": roleDropped, "ltx_nodisplay": roleDropped,

	"ltx_part": roleSection, "ltx_chapter": roleSection, "ltx_section": roleSection, "ltx_subsection": roleSection,
	"ltx_subsubsection": roleSection, "ltx_paragraph": roleSection, "ltx_subparagraph": roleSection,
	"ltx_acknowledgements": roleSection, "ltx_appendix": roleAppendix, "ltx_abstract": roleAbstract,

	"ltx_title": roleBlock, "ltx_title_part": roleTitle, "ltx_title_chapter": roleTitle, "ltx_title_section": roleTitle,
	"ltx_title_subsection": roleTitle, "ltx_title_subsubsection": roleTitle, "ltx_title_paragraph": roleTitle,
	"ltx_title_subparagraph": roleTitle, "ltx_title_appendix": roleTitle, "ltx_title_abstract": roleTitle,
	"ltx_title_acknowledgements": roleTitle, "ltx_title_theorem": roleRunIn, "ltx_title_proof": roleRunIn,

	"ltx_tag": roleTag, "ltx_note": roleNote, "mjx-math": roleMathJax,
	"ltx_equation": roleEquation, "ltx_equationgroup": roleEquation, "ltx_eqn_table": roleEquation, "ltx_eqn_row": roleRow,
	"ltx_tabular": roleTabular, "ltx_tr": roleRow, "ltx_td": roleCell, "ltx_eqn_cell": roleCell, "ltx_table": roleTable,
	"ltx_caption": roleCaption, "ltx_item": roleItem, "ltx_listingline": roleLine,
	"ltx_p": roleBlock, "ltx_para": roleBlock, "ltx_minipage": roleBlock, "ltx_listing": roleBlock,
}
