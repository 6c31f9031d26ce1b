"""Small scans as scanners make them, packed: 48 x 64 pixels, a black box at the top left, a red one at the bottom right."""

from __future__ import annotations

import base64
import zlib

PACKED = {
    "fax, two pages": (
        "eNrz9NRi0GFgYFBbcPL/yfD/YNAPIv45a6T/h4J/9h8YGQQYOBkYGJkZGIGqDYCYEcp2AGImKBuEmaFsFiBmQxIXZGQB0xxALIakVxwqrgzEMk"
        "jqzzCAgCeS+wzOwxz0px5EfmLThnCP/2/gYGigkvtWEOk+CAAAi4Y7XQ=="
    ),
    "fax, white is zero": (
        "eNrz9NRiUGJgYPjzwfA/EHz8//+nmuR/COg/wMLgwMDJwMDIzMAIVGMAxIxQtgMQM0HZIMwMZbMAMRuUDQKCjCxgNgcQiyHpFYeKSwKxDJI5IA"
        "AAVNIVIA=="
    ),
    "LZW, strips, predictor": (
        "eNrz9NRi0GFiYGiwf+DAoSLGy97ilBiwI8VMlr/DJSmgQvifuniPW3LgjgdM2rITPFKCLHLqPNWneCV9ygzZFqvf7/BM2HJJWyQfw7m0DSv3vH"
        "O1bfNzMH7hytQps9hpRUiFqdpMieVOmiU/e6JWyq44+Krk19k4+dimay+ncX0xOsGwMfDNtwjfeZddtt5WmqxRu6+2cKdj7uVVSx99YmhogLuI"
        "4VDCB7CLmg7M/8ixJExXvM1l0YcJPEm24r3uT4IstrRpy0zySgC5KFhnuk9asOUSoUTTOX7pAT/3vKu1n3U+Q8RKpa/VdUlQ+gSrULO5vIsvvw"
        "rx6vVba73q6utgr7N5e3XXXX8TpM3bd1Z1WeTboBkclAUG0Ook48or32pFZvo/SRDg5RJ1bDqvcfGUqp6gR1PQyouzcv0miy0I07q4a23eQsO1"
        "Ya+mRIvWLU3quJ51Levvossp6yOyzG6X2F0NXn/AAd0lEowMhxcFWixgYmdvtH+0cceTMkGBfo+kwgqTNFf1KU4pQjNTxDz1pp9OC9wZcy7QsN"
        "tP7fKOmGuVcnM8l3+xCPnVKbrg3IrPv0z1VD17g1eW3JpitDB08VVtgVl782YKrnfO3ia5Nesky8abb8O8RNfdjd52+13I7t5zb2123X0fdIOD"
        "m4GBkZmBkYGBwQCIGaFsByBmArKZgfQ2YEpihoqzAjEblA0UZhBkZGFgAdJHgBxRqDhIjxiULQDE4kA2SM0eoBoZqDgI2yKZAwIcYDiJoZqhi6"
        "EXyGJgmMUAMpWBYT4QAwAiVfmp"
    ),
    "PackBits": (
        "eNrz9NRi4GBkYLj4HwF////A8IJq5EWi4fP/73z+0ZVE2M3JwMDIzAAMCAYDIGaEsh2AmAnK5gBiZiibtYGBgQ3KBmFBRha4GjEkveJQcRAhg6"
        "QeBAD/WNxw"
    ),
    "JPEG": (
        "eNqNVHlQ01cQ3hByEGIRTRSQGCQgQShF5FQYFBogOpazhEMRFEVFpNaGU0yBIjQtMAQrSqcyCKLgGEXKIWATAQVrW8sZEkaRo2oVBSRgoElefz"
        "D80faPtm/fN/Pt7nvf7s68eVzuJlDhAdAgkoIhGbaDPT7IEHwNwcsQkAKo+CDwBS8AT5jTJEb2trpVPLp2VMaMq81OvGB3P6PlPHtkh5WIpHNH"
        "EjmgnHzv8MxLRX2nfCJ66Nmu2rLjzyiuAdzxTOmNxIHZO9vaS90XGq6fmEs3cp4XTcQN3c4qoK1KNfvEphBBztDUjPYMUy1qQjDG70TQ9lqVis"
        "DbQMvdI5huHkMwkqR2R1Cei8BC7Kl6HHZTJXm62z+w4Wad7NTDa9VBRsETxfm/dBCMrTNFvhG1MdMCaenFioSYOPF8CS+o0v6K3Grdd3kUh2C8"
        "RUH9/vZRBJlOHj6Ktkd7Z+zEl/1i/G995LJtJS22ishlxDeJR1uE7EtC9g1P1RBWMXcvgkaBhl3QirWXqBYxkrWPESgvbZ1BkC9568cf/iMZQU"
        "/eq3HKvM4P28XZ0rK3AWonBDGR+zQm9b+mrNbuZJ6RTNjEI6gIbTbQETzwnpJpchIEyqOyodk5TYaEQwvk0AtHy1bIVS3tJWkMdXFnPL8uXSp1"
        "Vbwc083aevV1mNZ66nHZV61uyeXDD9yTGiNdWqn4fLHY3o9VU9D/r1ejEhFQx54iWNCLL3unZWqd/k+E51j2eRS9u/5bRtBwwEBEuk3eG1b4xr"
        "zq2Gipqc97Dh6cPT2ncSk8n4Fj/F0Z3uFHJsSspvzYUvPLRdlwwsi1a5Z+kqsijOxdF17b//7sioNXbjUVjDqJDgvP+VBxHdFjrD5ezaIFLs7+"
        "35vXxVwnGL8RL5mbRFA5Lfu72x0liBJw0kkT2FuxNAhAcDOkbMF505yBvFO7c305guhqT+WxEF7vrFKzJLjP7FQCAtEdMYIhiba4858+J1WTqq"
        "FPMOsK1Wc9vLV3gwQvBq8NesYx59lpuZqsSgTdtYH7/GW9yqX2UiXC05SUxHtPWC2yDyb5YW/EDYl+ll+bKYTZcN+fw3j1szp4Krj9tN0048lt"
        "QXpNJ59fl7bDNobYF2JEdEhjT3IOIGh3VXlqsyKeaxBgDz0/1FO9pTAbwQtLsWBYJVD103tSbEacs596HEoI3tXSV3UxMqnxYHORsde50C6F8O"
        "RZhia+corXlkCSpv2kqCpJrt7t3vD6+EO+uUOO7fWietpz9rYFGZKDPgAODzgAsMeAW+bbMehgHPsQIEsXAL8cJ2EgLnMdDIY43SVOxkBfji/e"
        "WfMXnbXLZyaxhOlyfBGROBJswEgepg9LGouG/T9D4A1kIpFEJJBJJJKeHplCpa2g6utTjVetNqAxTJjrGSampmYWdlZm5rYsU1O2i7Wt/WZHR0"
        "emlZuHq4O73RZHB9QBTKwMAbe0YHnhdPC6BCKJrEfRxw7Ur1ycEa+jiycQdLEmcBlYHnQNCas2bN5BXB0YQzI/QXPILCons7xq79KDuqcstuz/"
        "NEuPsmatkbGJ5UYrtvUmRydnF1e3rd4fcnx8/bg7g0M+DuWFhUcciD14KO7wkaMnP+MnJaekpmV/kXMmN+9Loaj47DfnSs5fKL1UUXm56srV6p"
        "pbdd/XNzQ23W5ua++4d7+z68GPPb19/QOyQbliZHRs/Ldnz1/8/nL67Yxydu6dan4Byf8Eqs1vaQ=="
    ),
    "plain": (
        "eNrtizEKgEAMBDeeiIKNjTa+wMonXHvgi/y85iRF0MZGBN2BhSlmU5pQA2gAKSFqs07Mo66QcHiugnle5byzftX17juYowVG12c2cgOcYc/+wZ"
        "4Q8m+WK+zZs3+p/yY7cTkerw=="
    ),
}


def tiff(name: str) -> bytes:
    """One of them."""
    return zlib.decompress(base64.b64decode(PACKED[name]))
