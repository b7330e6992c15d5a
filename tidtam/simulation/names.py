"""Names of simulated schools, as a Thai reader expects them in each part of Thailand.

A place is a head word and a tail word of that part's speech (หนอง + แวง in the
Northeast, ควน + เนียง in the South), and a school takes the place's name in one of the
ways schools do: บ้าน…, วัด…, ชุมชน…, อนุบาล…, …วิทยา, …พิทยาคม. Many such names exist, as
the words are common; no name here is meant for a real school.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple


class Word(NamedTuple):
    """A piece of a name, in Thai and in the Roman letters of road signs."""

    th: str
    en: str

    def then(self, other: "Word") -> "Word":
        """Join another piece behind this one; Thai has no space between them."""
        return Word(self.th + other.th, f"{self.en} {other.en}")


Maker = Callable[[], Word]
"""Makes another name each time it is called."""


def _words(text: str) -> tuple[Word, ...]:
    """Read "บัว Bua, ไผ่ Phai" into pieces."""
    pairs = (part.strip().split(" ", 1) for part in text.split(",") if part.strip())
    return tuple(Word(th, en) for th, en in pairs)


# Tails: what a pond, a hill or a field may be named after.
TAILS: dict[str, tuple[Word, ...]] = {
    "tree": _words(
        "บัว Bua, ไผ่ Phai, ยาง Yang, โพธิ์ Pho, ม่วง Muang, ตาล Tan, ไทร Sai,"
        "มะขาม Makham, มะค่า Makha, ประดู่ Pradu, กก Kok, ขี้เหล็ก Khilek,"
        "มะม่วง Mamuang, หวาย Wai"
    ),
    "tree-isan": _words(
        "กุง Kung, แวง Waeng, ไฮ Hai, หว้า Wa, ขาม Kham, จิก Chik, ผือ Phue, เม็ก Mek,"
        "โดน Don, แก Kae, เปือย Pueai, บก Bok, จาน Chan, ตูม Tum, แคน Khaen, พอก Phok,"
        "แต้ Tae, ไม้งาม Mai Ngam, หญ้าม้า Ya Ma, ผักแว่น Phak Waen, ขอน Khon"
    ),
    "tree-central": _words(
        "กระทุ่ม Krathum, ตะแบก Tabaek, มะกอก Makok, สะแก Sakae, สะเดา Sadao,"
        "พลับ Phlap, เตย Toei, แฝก Faek, กระโดน Kradon, พลวง Phluang, แขม Khaem,"
        "มะนาว Manao, ตะโก Tako, จอก Chok, อ้อ O, ชะอม Cha-om, มะพลับ Maphlap"
    ),
    "tree-north": _words(
        "สัก Sak, งิ้ว Ngio, ซาง Sang, เปา Pao, ลาน Lan, เหียง Hiang, กุ่ม Kum, แงะ Ngae,"
        "ต้อง Tong, ผักหวาน Phak Wan, ห้า Ha, แพะ Phae, หมาก Mak, ฮ่อ Ho, คา Kha,"
        "ส้าน San, เหมือด Mueat, ก่อ Ko"
    ),
    "tree-south": _words(
        "เนียง Niang, สะตอ Sato, มะพร้าว Maphrao, ขนุน Khanun, เสม็ด Samet,"
        "ตะเคียน Takhian, ยูง Yung, ปริง Pring, จาก Chak, พะยอม Phayom, จันทน์ Chan,"
        "หมาก Mak, กอ Ko, เมา Mao, ลำพู Lamphu, โหนด Not, เตียว Tiao, ส้าน San"
    ),
    "animal": _words(
        "ช้าง Chang, วัว Wua, ควาย Khwai, เต่า Tao, กวาง Kwang, ปลา Pla, ปลาดุก Pla Duk,"
        "ปลาไหล Pla Lai, นกยูง Nok Yung, หมู Mu, เป็ด Pet, แรด Raet, จระเข้ Chorakhe,"
        "หงส์ Hong, กระต่าย Kratai, นกเอี้ยง Nok Iang, งูเหลือม Ngu Lueam"
    ),
    "beast": _words(
        "ช้าง Chang, เสือ Suea, กวาง Kwang, ผึ้ง Phueng, แรด Raet, วัว Wua, นกยูง Nok Yung"
    ),
    "land": _words(
        "หิน Hin, ทราย Sai, แดง Daeng, ขาว Khao, ใหญ่ Yai, น้อย Noi, ยาว Yao, แก้ว Kaeo,"
        "ทอง Thong, กลาง Klang, ลาด Lat, หลวง Luang"
    ),
    "water": _words(
        "น้ำใส Nam Sai, น้ำขาว Nam Khao, น้ำเย็น Nam Yen, ลึก Luek, ใส Sai, ขุ่น Khun,"
        "สองห้อง Song Hong, เกลือ Kluea, เขียว Khiao, ดำ Dam"
    ),
    "good": _words(
        "สว่าง Sawang, สะอาด Sa-at, สมบูรณ์ Sombun, เจริญ Charoen, สวรรค์ Sawan,"
        "สง่า Sanga, สำราญ Samran, ศรี Si, งาม Ngam, ทอง Thong, อุดม Udom, ชัย Chai,"
        "สุข Suk, มงคล Mongkhon, ศิลา Sila, ดี Di, แก้ว Kaeo"
    ),
    "high": _words(
        "สูง Sung, แดง Daeng, ทราย Sai, กลาง Klang, ใหญ่ Yai, น้อย Noi, ยาว Yao,"
        "ทอง Thong, งาม Ngam, หิน Hin"
    ),
}

# Heads: weight, Thai, Roman, kinds of tail. One list a part of the country.
HEADS: dict[str, str] = {
    "isan": """
        24 หนอง Nong tree,tree-isan,tree-isan,animal,land,water
        12 โนน Non good,good,high,tree-isan
        10 โคก Khok good,high,tree-isan,tree
        9 นา Na tree-isan,good,land
        6 ดอน Don tree-isan,high,good
        6 ห้วย Huai tree-isan,land,water,animal
        4 คำ Kham tree-isan,tree,water
        4 กุด Kut tree-isan,animal,water
        4 เหล่า Lao tree-isan,land,good
        4 ท่า Tha tree,land,good
        3 โพน Phon good,high
        3 ดง Dong good,land,tree-isan
        2 วัง Wang land,tree
        2 สระ Sa tree,animal,water
        2 บึง Bueng tree,land,good
        2 ป่า Pa tree,tree-isan
        1 โป่ง Pong land,beast
        1 ทุ่ง Thung good,land
    """,
    "north": """
        16 แม่ Mae tree-north,tree,land,good
        12 ห้วย Huai tree-north,land,water,animal,tree
        10 สัน San tree-north,land,good,tree
        9 ป่า Pa tree-north,tree-north,tree,land
        7 ทุ่ง Thung good,land,tree
        6 หนอง Nong tree,tree-north,water,land
        5 ดอย Doi good,land,beast
        5 ปาง Pang tree-north,beast,good
        4 ต้น Ton tree-north,tree
        4 นา Na good,land,tree-north
        4 ท่า Tha land,good,tree
        3 น้ำ Nam land,good
        3 ดอน Don good,land,tree
        2 บ่อ Bo land,good
        2 เวียง Wiang good,land
        2 ร่อง Rong tree-north,land,good
        2 วัง Wang land,tree
        1 ผา Pha good,land,beast
    """,
    "central": """
        16 หนอง Nong tree,tree-central,tree-central,animal,land,water
        9 คลอง Khlong tree-central,tree,animal,land,water
        8 บาง Bang tree-central,tree,animal,land
        6 ดอน Don tree-central,tree,high,good
        6 ท่า Tha tree,land,animal,tree-central
        5 ห้วย Huai tree-central,land,water
        5 เขา Khao land,beast,good
        5 วัง Wang land,tree-central,good,animal
        5 บึง Bueng tree,tree-central,animal
        4 ไร่ Rai tree-central,tree,land,good
        4 สระ Sa tree,tree-central,water,animal
        4 โคก Khok high,tree-central,good
        4 ทุ่ง Thung good,land,tree
        3 เนิน Noen tree-central,good,high
        3 ไผ่ Phai land,good
        3 ลำ Lam land,tree-central
        2 เกาะ Ko tree-central,land,good
        2 ซับ Sap tree-central,good,water
        2 หัว Hua tree-central,land
        2 โป่ง Pong land,beast
        1 ปากคลอง Pak Khlong tree-central,land
        1 บ่อ Bo land,tree
    """,
    "south": """
        12 ควน Khuan tree-south,land,good
        10 ทุ่ง Thung tree-south,good,land
        8 คลอง Khlong tree-south,land,animal,tree
        7 เขา Khao tree-south,land,beast,good
        6 บ่อ Bo land,tree-south
        6 ห้วย Huai tree-south,land,animal
        5 เกาะ Ko tree-south,land
        5 หนอง Nong tree,tree-south,animal,land
        4 ท่า Tha tree-south,land,animal
        4 นา Na land,good,tree-south
        4 บาง Bang tree-south,tree,land
        4 ไส Sai tree-south,land
        3 พรุ Phru tree-south,land
        3 ปาก Pak tree-south,land
        3 แหลม Laem tree-south,land,good
        2 ต้น Ton tree-south
        2 ในไร่ Nai Rai land
        2 หน้าควน Na Khuan land
        1 อ่าว Ao tree-south,land
        1 ช่อง Chong tree-south,beast
    """,
    # The Malay speech of the border provinces: hill, pond, market, cape, island …
    "border": """
        6 บูกิต Bukit border
        5 กูแบ Kubae border
        4 กือแด Kuedae border
        4 ตันหยง Tanyong border
        4 ปูโละ Pulo border
        4 บาโง Bango border
        4 กำปง Kampong border
        3 ลูโบะ Lubo border
        3 ตือระ Tuera border
        3 บือแน Buenae border
        3 กาลู Kalu border
        3 จือแร Chuerae border
        3 ปาแด Padae border
        4 ทุ่ง Thung land,tree-south
        4 ควน Khuan land,tree-south
        3 คลอง Khlong land,tree-south
    """,
}
TAILS["border"] = _words(
    "ปูเต๊ะ Pute, บือซา Buesa, กือจิ Kuechi, บารู Baru, ลูวา Luwa, ยือลอ Yuelo,"
    "ปีแน Pinae, ตูวอ Tuwo, ดาแล Dalae, มะปริง Mapring, กาแม Kamae, นิบง Nibong,"
    "ตีงี Tingi, กูวิง Kuwing, มูลอ Mulo, ลาแว Lawae, ซือเระ Suere, บองอ Bongo,"
    "จาเราะ Charo, สะนอ Sano, ตาแซะ Tasae, กายู Kayu, ฮูลู Hulu, สือรี Sueri,"
    "ลาแล Lalae, กาเยาะ Kayo, บาตู Batu, สาเมาะ Samo, ยามู Yamu, กาจะ Kacha"
)

SUFFIXES = {
    "isan": _words(
        "เหนือ Nuea, ใต้ Tai, ใหญ่ Yai, น้อย Noi, กลาง Klang, ใหม่ Mai, พัฒนา Phatthana,"
        "สามัคคี Samakkhi, สว่าง Sawang, เจริญ Charoen, คำ Kham, ทอง Thong"
    ),
    "north": _words(
        "เหนือ Nuea, ใต้ Tai, หลวง Luang, น้อย Noi, ใหม่ Mai, ใน Nai, นอก Nok,"
        "พัฒนา Phatthana, สามัคคี Samakkhi, กลาง Klang"
    ),
    "central": _words(
        "เหนือ Nuea, ใต้ Tai, ใหญ่ Yai, น้อย Noi, ใน Nai, นอก Nok, ใหม่ Mai, เก่า Kao,"
        "กลาง Klang, พัฒนา Phatthana, สามัคคี Samakkhi"
    ),
    "south": _words(
        "เหนือ Nuea, ใต้ Tai, ออก Ok, ตก Tok, ใหญ่ Yai, น้อย Noi, ใน Nai, นอก Nok,"
        "ใหม่ Mai, พัฒนา Phatthana"
    ),
    "border": _words("เหนือ Nuea, ใต้ Tai, ใหม่ Mai, พัฒนา Phatthana"),
}

PRIMARY_ENDINGS = _words(
    "วิทยา Witthaya, ราษฎร์บำรุง Rat Bamrung, ประชาสรรค์ Prachasan, วิทยาคาร Witthayakhan,"
    "ประชานุกูล Prachanukun, ราษฎร์สามัคคี Rat Samakkhi, ประชาอุทิศ Pracha Uthit,"
    "ราษฎร์วิทยา Rat Witthaya, สามัคคีวิทยา Samakkhi Witthaya, พัฒนศึกษา Phatthana Sueksa,"
    "ประชาบำรุง Pracha Bamrung, ราษฎร์อุทิศ Rat Uthit, ประชานุเคราะห์ Prachanukhro,"
    "วิทยานุกูล Witthayanukun, ราษฎร์พัฒนา Rat Phatthana, ศึกษา Sueksa,"
    "ประสิทธิ์วิทยา Prasit Witthaya"
)
SECONDARY_ENDINGS = _words(
    "พิทยาคม Phitthayakhom, วิทยาคม Witthayakhom, วิทยา Witthaya, พิทยา Phitthaya,"
    "ราษฎร์พิทยาคม Rat Phitthayakhom, พิทยาสรรค์ Phitthayasan, วิทยานุกูล Witthayanukun,"
    "ประชาสรรค์ Prachasan, ศึกษา Sueksa, วิทยาคาร Witthayakhan,"
    "พิทยานุสรณ์ Phitthayanuson, ประชาพิทยาคม Pracha Phitthayakhom,"
    "ราษฎร์วิทยา Rat Witthaya, ปัญญาวิทย์ Panyawit, พิทยานุกูล Phitthayanukun"
)
SPECIAL_FORMS = _words(
    "ปัญญานุกูล Panyanukun, โสตศึกษา Sot Sueksa, ศึกษาสงเคราะห์ Sueksa Songkhro,"
    "ศึกษาพิเศษ Sueksa Phiset"
)
TEMPLE_FIRST = _words(
    "ศรี Si, โพธิ์ Pho, ราษฎร์ Rat, เจริญ Charoen, สุวรรณ Suwan, ธรรม Tham, ประชา Pracha,"
    "ทอง Thong, อุดม Udom, มงคล Mongkhon, จันทร์ Chan, นิมิต Nimit, แก้ว Kaeo,"
    "บุญ Bun, สว่าง Sawang, ชัย Chai"
)
TEMPLE_SECOND = _words(
    "สุธาราม Sutharam, วนาราม Wanaram, คีรี Khiri, ศรัทธา Sattha, รังสรรค์ Rangsan,"
    "สโมสร Samoson, ประดิษฐ์ Pradit, สามัคคี Samakkhi, บรรพต Banphot, ธาราม Tharam,"
    "วราราม Wararam, ประสิทธิ์ Prasit, ศิริ Siri"
)
BRACKETS = _words(
    "ประชาอุทิศ Pracha Uthit, ราษฎร์บำรุง Rat Bamrung, ประชานุกูล Prachanukun,"
    "สามัคคีวิทยา Samakkhi Witthaya, ราษฎร์สงเคราะห์ Rat Songkhro,"
    "ประชาสามัคคี Pracha Samakkhi, ราษฎร์นุสรณ์ Rat Nuson, คุรุประชาสรรค์ Khuru Prachasan,"
    "อุปการวิทยาคาร Upakan Witthayakhan, ประชารังสฤษฏ์ Pracha Rangsarit"
)

BAN, WAT = Word("บ้าน", "Ban"), Word("วัด", "Wat")
CHUMCHON, ANUBAN = Word("ชุมชน", "Chumchon"), Word("อนุบาล", "Anuban")

# How a primary school is named, in weights: by village, village with an ending, place
# with an ending, temple by place, temple by its own name, community, kindergarten.
FORMS = ("ban", "ban-ending", "ending", "wat-place", "wat-own", "community", "anuban")
FORM_WEIGHTS = {
    "isan": (66, 12, 15, 1, 0.5, 4, 1.5),
    "north": (66, 5, 10, 8, 3, 5, 1.5),
    "central": (42, 5, 8, 27, 11, 4, 1.5),
    "south": (57, 5, 8, 18, 6, 4, 1.5),
    "border": (78, 3, 6, 4, 2, 5, 1.5),
}
REGION_PART = {
    **dict.fromkeys((0, 1, 2, 3, 4, 8, 9, 18), "central"),
    **dict.fromkeys((5, 6), "south"),
    7: "border",
    **dict.fromkeys((10, 11, 12, 13, 14), "isan"),
    **dict.fromkeys((15, 16), "north"),
    17: "lower-north",
}


@dataclass(frozen=True, slots=True)
class Head:
    """A head word and the tails it may take, one entry a kind and chance."""

    word: Word
    kinds: tuple[str, ...]


@cache
def _heads(part: str) -> tuple[tuple[Head, ...], tuple[int, ...]]:
    """Give the heads of a part of the country, and their weights."""
    heads, weights = [], []
    for line in HEADS[part].strip().splitlines():
        weight, th, rest = line.split(maxsplit=2)
        en, kinds = rest.rsplit(" ", 1)
        heads.append(Head(Word(th, en), tuple(kinds.split(","))))
        weights.append(int(weight))
    return tuple(heads), tuple(weights)


def place_name(rng: random.Random, part: str, suffix_share: float = 0.16) -> Word:
    """Make the name of a village or temple place of one part of the country."""
    if part == "lower-north":
        part = rng.choice(("central", "central", "north"))
    heads, weights = _heads(part)
    head = rng.choices(heads, weights)[0]
    tail = rng.choice(TAILS[rng.choice(head.kinds)])
    if tail.th == head.word.th:
        return place_name(rng, part, suffix_share)
    place = head.word.then(tail)
    if rng.random() < suffix_share:
        suffix = rng.choice(SUFFIXES[part])
        if suffix.th not in place.th and not _doubled(tail, suffix):
            place = place.then(suffix)
    return place


def _doubled(tail: Word, suffix: Word) -> bool:
    """Say whether two qualities would follow each other, as in ใหญ่น้อย."""
    sizes = {"ใหญ่", "น้อย", "กลาง", "หลวง", "ยาว", "ลึก", "ตื้น", "สูง"}
    return tail.th in sizes and suffix.th in sizes


def _shares_a_word(one: Word, other: Word) -> bool:
    """Say whether two pieces share one of the words that would jar when repeated."""
    jarring = ("สามัคคี", "ราษฎร์", "ประชา", "พัฒน", "วิทยา", "ศึกษา", "เจริญ")
    return any(word in one.th and word in other.th for word in jarring)


def _ending(rng: random.Random, place: Word, endings: tuple[Word, ...]) -> Word:
    """Put a formal ending behind a place, none that repeats a word of it."""
    fitting = [word for word in endings if not _shares_a_word(word, place)]
    return place.then(rng.choice(fitting))


def _bracketed(rng: random.Random, name: Word) -> Word:
    """Add the givers' name in brackets, as many old schools have it."""
    given = rng.choice([word for word in BRACKETS if not _shares_a_word(word, name)])
    return Word(f"{name.th}({given.th})", f"{name.en} ({given.en})")


def primary_name(rng: random.Random, part: str, *, large: bool) -> Word:
    """Make the name of a primary school; large ones are more often town schools."""
    stock = rng.choice(("central", "north")) if part == "lower-north" else part
    weights = list(FORM_WEIGHTS[stock])
    if large:
        weights[0] *= 0.5
        weights[5], weights[6] = weights[5] * 5, weights[6] * 8
    form = rng.choices(FORMS, weights)[0]
    name = _primary_form(rng, stock, form)
    if form in {"ban", "wat-place", "community"} and rng.random() < 0.07:
        name = _bracketed(rng, name)
    return name


def _primary_form(rng: random.Random, part: str, form: str) -> Word:
    """Make a primary school's name in one of the forms."""
    if form == "wat-own":
        first = rng.choice(TEMPLE_FIRST)
        second = rng.choice([word for word in TEMPLE_SECOND if word.th != first.th])
        return WAT.then(Word(first.th + second.th, first.en + second.en.lower()))
    place = place_name(rng, part)
    if form == "ban" and part == "isan" and rng.random() < 0.06:
        other = place_name(rng, part, suffix_share=0)
        if other.th[:3] not in place.th:
            place = place.then(other)
    if form == "ban":
        return BAN.then(place)
    if form == "ban-ending":
        return BAN.then(_ending(rng, place, PRIMARY_ENDINGS))
    if form == "ending":
        return _ending(rng, place, PRIMARY_ENDINGS)
    if form == "wat-place":
        return WAT.then(place)
    if form == "anuban":
        return ANUBAN.then(place)
    return CHUMCHON.then(BAN.then(place) if rng.random() < 0.7 else place)


def secondary_name(rng: random.Random, part: str) -> Word:
    """Make the name of a secondary school."""
    place = place_name(rng, part, suffix_share=0.03)
    if rng.random() < 0.05:
        return Word("มัธยม", "Matthayom").then(place)
    return _ending(rng, place, SECONDARY_ENDINGS)


def special_name(rng: random.Random, part: str) -> Word:
    """Make the name of a special school."""
    place = place_name(rng, part, suffix_share=0)
    form = rng.choice(SPECIAL_FORMS)
    if form.th == "ปัญญานุกูล":
        return place.then(form)
    return form.then(place)
