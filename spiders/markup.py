"""XML feeds: read strictly and without entities, their elements as plain values.

Names are local ones in small letters: feeds write the same vocabulary under several namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from scrapy.http import Response

from spiders.answers import Unreadable

Fields = dict[str, str]

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read_xml(response: Response, *roots: str) -> etree._Element:
    """The root element of a feed, one of the names that are expected.

    Raises ``Unreadable`` for what is no XML, is cut off, declares a document type (where entities
    that unfold without end come from) or begins with another element.
    """
    body = response.body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        root = _parse(body)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"{response.url} is not valid XML ({error})", "xml") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(f"{response.url} declares a document type", "doctype")
    if local(root) not in roots:
        raise Unreadable(f"{response.url} begins with <{local(root)}>, not <{roots[0]}>")
    return root


def elements(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of a name below another, at any depth."""
    return (each for each in parent.iter() if local(each) == name)


def fields(element: etree._Element) -> Fields:
    """The texts of an element's children by name; of several with one name the first with a text."""
    found: Fields = {}
    for child in element:
        text = "".join(child.itertext()).strip()
        if text and local(child):
            found.setdefault(local(child), text)
    return found


def local(element: etree._Element) -> str:
    """An element's name; nothing for comments and the like, which have a function for a tag."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _parse(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        # A feed that says UTF-8 and holds Windows letters is still whole.
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            text = _DECLARATION.sub("", body.decode("cp1252", "replace"))
            return etree.fromstring(text.encode(), parser)
        raise
