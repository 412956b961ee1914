from lxml import etree
from xml.sax import make_parser
from xml.sax.handler import feature_external_ges


def parse(file):
    # ruleid: python-xml-external-entities
    loose = etree.XMLParser(resolve_entities=True)
    reader = make_parser()
    # ruleid: python-xml-external-entities
    reader.setFeature(feature_external_ges, True)
    # ok: python-xml-external-entities
    strict = etree.XMLParser(resolve_entities=False, no_network=True)
    # ok: python-xml-external-entities
    reader.setFeature(feature_external_ges, False)
    return etree.parse(file, loose), etree.parse(file, strict)
