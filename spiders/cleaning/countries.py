"""Names of countries and their ISO 3166-1 alpha-2 codes, regions abroad, the provinces of Canada.

``EU``, which ISO keeps for the European Union, stands for Europe at large, and ``ZZ``, which it leaves
to its users, for any other region of several countries abroad.
"""

from __future__ import annotations

_TABLE = """
AD Andorra|AE United Arab Emirates, UAE|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia
AO Angola|AR Argentina|AT Austria|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados
BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BM Bermuda
BN Brunei|BO Bolivia|BR Brazil, Brasil|BS Bahamas, The Bahamas|BT Bhutan|BW Botswana|BY Belarus
BZ Belize|CA Canada|CD Democratic Republic of the Congo|CG Congo, Republic of the Congo
CF Central African Republic|CH Switzerland|CI Ivory Coast, Cote d'Ivoire|CL Chile|CM Cameroon
CN China, Mainland China, People's Republic of China|CO Colombia|CR Costa Rica|CU Cuba
CV Cape Verde, Cabo Verde|CY Cyprus|CZ Czech Republic, Czechia|DE Germany, Deutschland|DJ Djibouti
DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|ER Eritrea
ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FM Micronesia, Federated States of Micronesia|FR France
GA Gabon|GB United Kingdom, UK, U.K., Great Britain, England, Scotland, Wales, Northern Ireland
GD Grenada|GE Georgia|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea|GQ Equatorial Guinea
GR Greece|GT Guatemala|GW Guinea-Bissau|GY Guyana|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti
HU Hungary|ID Indonesia|IE Ireland, Republic of Ireland|IL Israel|IN India|IQ Iraq|IR Iran
IS Iceland|IT Italy, Italia|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia
KI Kiribati|KM Comoros|KN Saint Kitts and Nevis|KP North Korea
KR South Korea, Korea, Republic of Korea, Korea South|KW Kuwait|KY Cayman Islands|KZ Kazakhstan
LA Laos|LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania
LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MG Madagascar
MH Marshall Islands|MK North Macedonia, Macedonia|ML Mali|MM Myanmar, Burma|MN Mongolia|MO Macau
MR Mauritania|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique
NA Namibia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands, The Netherlands, Holland|NO Norway
NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru|PG Papua New Guinea
PH Philippines, The Philippines|PK Pakistan|PL Poland|PS Palestine|PT Portugal|PW Palau|PY Paraguay
QA Qatar|RO Romania|RS Serbia|RU Russia, Russian Federation|RW Rwanda|SA Saudi Arabia
SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SI Slovenia|SK Slovakia
SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan
ST Sao Tome and Principe|SV El Salvador|SY Syria|SZ Eswatini, Swaziland|TD Chad|TG Togo|TH Thailand
TJ Tajikistan|TL Timor-Leste, East Timor|TM Turkmenistan|TN Tunisia|TO Tonga
TR Turkey, Turkiye, Türkiye|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine
UG Uganda|US United States, United States of America, USA, U.S.A., U.S., US|UY Uruguay
UZ Uzbekistan|VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela
VN Vietnam, Viet Nam|VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia|ZW Zimbabwe
EU European Union, EU, Europe, European Region, European Economic Area, EEA, Western Europe
EU Eastern Europe, Central Europe, Northern Europe, Southern Europe, DACH, Benelux, Nordics
ZZ EMEA, APAC, LATAM, Latin America, South America, Asia, Asia Pacific, Asia-Pacific, Southeast Asia
ZZ Middle East, MENA, Africa, ANZ
"""


def _read() -> dict[str, str]:
    codes: dict[str, str] = {}
    for entry in _TABLE.replace("\n", "|").split("|"):
        code, _, names = entry.strip().partition(" ")
        for name in names.split(","):
            if name.strip():
                codes[name.strip().casefold()] = code
    return codes


COUNTRY_BY_NAME = _read()
"""Case-folded English name -> code."""

COUNTRY_CODES = frozenset(COUNTRY_BY_NAME.values())
ALPHA_3 = {
    "USA": "US", "CAN": "CA", "MEX": "MX", "GBR": "GB", "IND": "IN", "DEU": "DE", "FRA": "FR",
    "AUS": "AU", "IRL": "IE", "ESP": "ES", "ITA": "IT", "NLD": "NL", "JPN": "JP", "CHN": "CN",
    "BRA": "BR", "PHL": "PH", "SGP": "SG", "POL": "PL", "ISR": "IL", "CHE": "CH", "PRI": "PR",
}  # fmt: skip
"""The three-letter codes that career sites are seen to use, to two letters."""

CANADA = frozenset({
    "alberta", "british columbia", "manitoba", "new brunswick", "newfoundland and labrador",
    "newfoundland", "northwest territories", "nova scotia", "nunavut", "ontario",
    "prince edward island", "quebec", "québec", "saskatchewan", "yukon",
})  # fmt: skip
"""Case-folded names of Canada's provinces and territories."""

CANADA_CODES = frozenset(
    ["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"]
)
"""Their codes; none is also the code of a US state."""
