"""A small record that uses every key of the data format, as trees to change and write out.

A test takes `files()`, changes what it is about and writes the trees with `written`.
"""

from __future__ import annotations

import copy
from typing import Any

import yaml

TODAY = "2026-06-30"
Tree = Any


def _words(text: str) -> dict[str, str]:
    return {"id": f"{text} (id)", "en": f"{text} (en)"}


class Quoted(str):
    """A text that is written in quotes."""

    __slots__ = ()


_SOURCE = {
    "title": "Laporan",
    "publisher": "Dinas",
    "type": "government",
    "language": "id",
    "published": "2026-02-01",
    "url": "https://example.org/laporan",
    "archived": "https://archive.example.org/laporan",
    "accessed": "2026-03-01",
    "read": "original",
    "note": _words("catatan sumber"),
}
_COMMON = {
    "label": _words("sebutan"),
    "by": "office",
    "quote": "kata mereka",
    "note": _words("catatan"),
    "sources": ["report", "news"],
    "added": "2026-03-02",
}
_BREAK = {
    "date": "2020-01-01",
    "reason": _words("cara baru"),
    "sources": ["report"],
    "added": "2026-03-02",
}

_FILES: dict[str, Tree] = {
    "data/site.yml": {
        "publisher": _words("Penerbit"),
        "contact": "koreksi@example.org",
        "licence": {"id": "CC-BY-4.0", "url": "https://example.org/licence"},
        "notice": _words("Situs contoh"),
        "time_zone": "Asia/Makassar",
        "tag_authority": "example.org,2026",
        "format": "2",
    },
    "data/sources.yml": {
        "report": _SOURCE,
        "news": {**_SOURCE, "type": "news", "publisher": "Koran"},
        "copy": {**_SOURCE, "type": "news", "same_text_as": "news"},
        "uncited": {**_SOURCE, "title": "Tidak dikutip"},
    },
    "data/speakers.yml": {
        "office": {"name": _words("Kantor")},
        "council": {"name": _words("Dewan")},
    },
    "data/areas.yml": {
        "land": {"name": _words("Negeri"), "level": "province"},
        "town": {
            "name": _words("Kota"),
            "level": "city",
            "parent": "land",
            "codes": {"kemendagri": Quoted("64.08"), "bps": Quoted("6408")},
        },
    },
    "data/programmes.yml": {
        "cover": {
            "title": _words("Perlindungan"),
            "summary": _words("Ringkasan program"),
            "agency": _words("Badan"),
            "legal_basis": ["report", "copy"],
            "facts": {
                "fee": {
                    "title": _words("Iuran"),
                    "value": "16800",
                    "unit": {"currency": "IDR"},
                    "per": _words("per bulan"),
                    "date": "2024",
                    "quote": "Rp16.800",
                    "note": _words("catatan fakta"),
                    "sources": ["report"],
                }
            },
            "contacts": {
                "desk": {
                    "title": _words("Loket"),
                    "purpose": _words("Kepesertaan"),
                    "telephone": "175",
                    "email": "loket@example.org",
                    "url": "https://example.org/loket",
                    "address": "Jalan Contoh 1",
                    "hours": _words("Hari kerja"),
                    "sources": ["report"],
                    "checked": "2026-03-01",
                }
            },
        }
    },
    "data/themes.yml": {"people": {"title": _words("Orang")}, "money": {"title": _words("Uang")}},
    "data/dimensions.yml": {
        "sex": {
            "title": _words("Jenis kelamin"),
            "categories": {
                "female": {"title": _words("Perempuan")},
                "male": {"title": _words("Laki-laki")},
            },
        },
        "scheme": {
            "title": _words("Skema"),
            "overlapping": "true",
            "categories": {
                "death": {"title": _words("Kematian")},
                "injury": {"title": _words("Kecelakaan")},
            },
        },
    },
    "data/glossary.yml": {
        "registered": {
            "term": _words("terdaftar"),
            "explanation": _words("tercatat sebagai peserta"),
            "synonyms": {"id": ["tercatat"], "en": ["enrolled"]},
            "sources": ["report"],
        }
    },
    "data/decisions.yml": [
        {
            "date": "2026-03-05",
            "about": "indicator:covered.title",
            "was": _words("Judul lama"),
            "reason": _words("salah ketik"),
        },
        {
            "date": "2026-03-06",
            "about": ["indicator:covered.definition", "indicator:covered.unit"],
            "was": [_words("Definisi lama"), {"id": "jiwa", "en": "souls"}],
            "reason": _words("hanya kata-katanya"),
            "comparable": "true",
        },
    ],
    "data/indicators/covered.yml": {
        "title": _words("Peserta"),
        "definition": _words("Orang yang terdaftar"),
        "programme": "cover",
        "unit": {"id": "orang", "en": "people"},
        "direction": "increase",
        "measure": "stock",
        "summary": _words("Ringkasan"),
        "theme": "people",
        "order": "1",
        "decimals": "1",
        "per": _words("per desa"),
        "frequency": "yearly",
        "breaks": [_BREAK],
        "satu_data": {
            "concept": _words("konsep"),
            "interpretation": _words("interpretasi"),
            "method": _words("metode"),
            "classification": _words("klasifikasi"),
            "estimation_level": _words("tingkat"),
            "composite": "false",
            "public": "true",
        },
    },
    "data/coverage/covered-town.yml": {
        "indicator": "covered",
        "area": "town",
        "title": _words("Peserta di kota"),
        "summary": _words("Ringkasan seri"),
        "baseline": "result-2022",
        "breaks": [{**_BREAK, "date": "2021-01-01"}],
        "population": {
            "label": _words("Pekerja"),
            "values": [
                {
                    "date": "2023",
                    "value": "160000",
                    "sources": ["report"],
                    "added": "2026-03-02",
                    "note": _words("taksiran"),
                },
                {"date": "2024", "value": "170000", "sources": ["news"], "added": "2026-03-02"},
            ],
        },
        "observations": [
            {**_COMMON, "date": "2022", "value": "100", "status": "final"},
            {
                **_COMMON,
                "anchor": "counted-2024",
                "date": "2024",
                "value": "300",
                "status": "provisional",
                "qualifier": "about",
                "precision": "10",
                "preferred": _words("lebih baru"),
                "breakdown": {
                    "sex": {"female": "200", "male": "100"},
                    "scheme": {"death": "300", "injury": "null", "partial": "true"},
                },
            },
            {
                **_COMMON,
                "anchor": "other-2024",
                "date": "2024",
                "value": "250",
                "contradicts": ["counted-2024"],
            },
        ],
        "targets": [
            {**_COMMON, "value": "400", "due": "2024", "announced": "2023-02"},
            {
                **_COMMON,
                "value": {"low": "500", "high": "600"},
                "due": "2025",
                "announced": "2024-02",
                "replaces": "target-2024",
            },
            {
                **_COMMON,
                "anchor": "goal",
                "value": "900",
                "qualifier": "at-least",
                "precision": "100",
                "contradicts": ["target-2025"],
            },
        ],
        "events": [
            {
                **_COMMON,
                "anchor": "start",
                "date": "2023-07",
                "title": _words("Mulai"),
                "text": _words("Begitulah"),
                "contradicts": ["result-2022"],
            }
        ],
    },
    "data/coverage/covered-town/2026-03.yml": {
        "observations": [
            {**_COMMON, "date": "2025", "value": {"low": "310", "high": "320"}, "quote": "antara"}
        ],
        "speakers": {"branch": {"name": _words("Cabang")}},
        "corrections": [
            {
                "anchor": "other-2024",
                "date": "2026-03-03",
                "reason": _words("salah salin"),
                "set": {"value": "260", "note": "null"},
                "by": "office",
                "see": "covered-town#counted-2024",
                "sources": ["news"],
            },
            {
                "anchor": "start",
                "date": "2026-03-04",
                "reason": _words("keliru"),
                "withdraw": "true",
            },
            {
                "anchor": "start",
                "date": "2026-03-05",
                "reason": _words("ternyata benar"),
                "restore": "true",
            },
        ],
        "replies": [
            {
                "anchor": "reply-council",
                "to": "counted-2024",
                "date": "2026-03-04",
                "added": "2026-03-05",
                "by": "council",
                "text": _words("Kami tidak sependapat"),
                "sources": ["news"],
            }
        ],
        "sources": {"local": {**_SOURCE, "title": "Hanya di sini"}},
    },
}


def files() -> dict[str, Tree]:
    """Return the trees of all files, by path; a fresh copy."""
    return copy.deepcopy(_FILES)


def written(trees: dict[str, Tree]) -> dict[str, bytes]:
    """Return the trees as files."""
    return {path: _dumped(tree).encode() for path, tree in trees.items()}


def _dumped(tree: Tree) -> str:
    text: str = yaml.dump(
        tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False
    )
    return text


class _Dumper(yaml.SafeDumper):
    """A YAML dumper that writes plain texts and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def _plain(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Write `null` and numbers as they stand: every value is a text here."""
    is_plain = text == "null" or text.replace(".", "").replace("-", "").isalnum()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


def _quoted(dumper: _Dumper, text: Quoted) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')


_Dumper.add_representer(str, _plain)
_Dumper.add_representer(Quoted, _quoted)
_Dumper.yaml_implicit_resolvers = {}
