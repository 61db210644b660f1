"""Letters of other scripts that look like Latin ones, and marks that look like ASCII ones.

Only what the eye takes for the other: a Cyrillic а is an a, a Cyrillic ж is not. Written as pairs so that a
reviewer sees both.
"""

# Each word: the Latin letter, then those that are taken for it.
_LETTERS = """
    aаɑα AАΑᎪꓮ BВΒᏴꓐ bЬƅᏏ cсϲᴄ CСϹᏟꓚ dԁɗᏧ DᎠꓓ eеҽє EЕΕᎬꓰ FϜꓝ fſϝ gɡց GԌᏀꓖ hһհ HНΗᎻꓧ iіɩ IІΙӀ
    jјϳ JЈᎫꓙ kк KКΚᏦꓗ lӏ LᏞꓡ MМΜᎷꓟ mм nոп NΝꓠ oоοօ OОΟՕꓳ pрρ PРΡᏢꓑ qԛ QԚ rг RᏒꓣ sѕꜱ SЅᏚꓢ
    tт TТΤᎢꓔ uυսᴜ UՍꓴ vνѵᴠ VѴᏙꓦ wԝѡᴡ WԜᎳꓪ xхχ XХΧꓫ yуүγ YҮΥꓬ zᴢ ZΖᏃꓜ æӕ ÆӔ åӓ øөɵ ØӨ
"""
_MARKS = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ʻ": "'",
    "`": "'",
    "´": "'",
    "′": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‚": ",",
    "،": ",",
    "٫": ",",
    "۔": ".",
    "。": ".",
    "·": ".",
    "•": "-",
    "⁃": "-",
    "∕": "/",
    "⁄": "/",
    "﹫": "@",
    "⊕": "+",
    "ı": "i",
    # Digits in the eye of a reader.
    "б": "6",
    "З": "3",
    "з": "3",
    "º": "°",
    "˚": "°",
}


def _pairs() -> dict[str, str]:
    pairs = dict(_MARKS)
    for word in _LETTERS.split():
        pairs |= dict.fromkeys(word[1:], word[0])
    return pairs


LOOKALIKES: dict[str, str] = _pairs()
