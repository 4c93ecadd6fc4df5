"""Sealed values: known answers by an independent hand, and closed at the smallest change."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from pressdesk.errors import NotOpened, TooLong, UnknownSuite
from pressdesk.vault import sealing
from pressdesk.vault.sealing import Place

PRIVATE = bytes(range(32))
PUBLIC = sealing.public_of(PRIVATE)
KEY = bytes(range(32, 64))
PLACE = Place("message", "message", "sealed", b"row", 2, "officer")
PLAIN = "Du får säga vad du vill.".encode()
MOVED = {
    "purpose": PLACE._replace(purpose="draft"),
    "table": PLACE._replace(table="draft"),
    "column": PLACE._replace(column="seale"),
    "row": PLACE._replace(row=b"roW"),
    "no row": PLACE._replace(row=b""),
    "position": PLACE._replace(position=3),
    "author": PLACE._replace(author="employee"),
    "fields run together": PLACE._replace(purpose="messagem", table="essage"),
}


def shut(door: str, plain: bytes = PLAIN, place: Place = PLACE) -> bytes:
    if door == "hpke":
        return sealing.seal(PUBLIC, plain, place)
    return sealing.lock(KEY, plain, place)


def opened(door: str, sealed: bytes | None, place: Place = PLACE) -> bytes:
    if door == "hpke":
        return sealing.open_sealed(PRIVATE, sealed, place)
    return sealing.unlock(KEY, sealed, place)


both = pytest.mark.parametrize("door", ["hpke", "aes"])


# --- RFC 9180, base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, from its text ---

KEM_ID = b"KEM" + (0x0020).to_bytes(2, "big")
HPKE_ID = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (0x0020, 0x0001, 0x0002))


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    salt = salt or bytes(32)
    return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    out, block, number = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([number]), "sha256")
        out, number = out + block, number + 1
    return out[:length]


def key_and_nonce(dh: bytes, enc: bytes, public: bytes, info: bytes) -> tuple[bytes, bytes]:
    eae = labeled_extract(KEM_ID, b"", b"eae_prk", dh)
    shared = labeled_expand(KEM_ID, eae, b"shared_secret", enc + public, 32)
    psk_id_hash = labeled_extract(HPKE_ID, b"", b"psk_id_hash", b"")
    info_hash = labeled_extract(HPKE_ID, b"", b"info_hash", info)
    context = b"\x00" + psk_id_hash + info_hash
    secret = labeled_extract(HPKE_ID, shared, b"secret", b"")
    key = labeled_expand(HPKE_ID, secret, b"key", context, 32)
    return key, labeled_expand(HPKE_ID, secret, b"base_nonce", context, 12)


def straight_seal(ephemeral: bytes, public: bytes, info: bytes, plain: bytes) -> bytes:
    mine = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = mine.public_key().public_bytes_raw()
    dh = mine.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = key_and_nonce(dh, enc, public, info)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


def straight_open(private: bytes, public: bytes, info: bytes, body: bytes) -> bytes:
    enc, sealed = body[:32], body[32:]
    mine = X25519PrivateKey.from_private_bytes(private)
    dh = mine.exchange(X25519PublicKey.from_public_bytes(enc))
    key, nonce = key_and_nonce(dh, enc, public, info)
    return AESGCM(key).decrypt(nonce, sealed, b"")


def test_the_straight_writing_of_rfc_9180_meets_its_own_vector():
    # RFC 9180, A.1.1: the key schedule up to `shared_secret`, which no AEAD choice changes.
    ephemeral = bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736")
    public = bytes.fromhex("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d")
    mine = X25519PrivateKey.from_private_bytes(ephemeral)
    enc = mine.public_key().public_bytes_raw()

    eae = labeled_extract(
        KEM_ID, b"", b"eae_prk", mine.exchange(X25519PublicKey.from_public_bytes(public))
    )
    shared = labeled_expand(KEM_ID, eae, b"shared_secret", enc + public, 32)

    assert enc.hex() == "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
    assert shared.hex() == "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"


def test_an_independent_hand_opens_what_we_seal():
    sealed = sealing.seal(PUBLIC, PLAIN, PLACE)

    assert sealed[:1] == b"\x01"
    assert len(sealed) == len(PLAIN) + 49
    assert straight_open(PRIVATE, PUBLIC, PLACE.encoded(), sealed[1:]) == PLAIN


def test_we_open_what_an_independent_hand_seals():
    body = straight_seal(bytes(range(64, 96)), PUBLIC, PLACE.encoded(), PLAIN)

    assert sealing.open_sealed(PRIVATE, b"\x01" + body, PLACE) == PLAIN


def test_aes_gcm_gives_the_answer_that_is_known():
    # McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16: 256 bits, with AAD.
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    known = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )

    assert AESGCM(key).encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), plain, aad) == known


def test_a_lock_is_version_nonce_and_aes_gcm_with_the_place_beside():
    locked = sealing.lock(KEY, PLAIN, PLACE)

    assert locked[:1] == b"\x01"
    assert len(locked) == len(PLAIN) + 29
    assert AESGCM(KEY).decrypt(locked[1:13], locked[13:], PLACE.encoded()) == PLAIN


def test_derivation_is_hkdf_of_rfc_5869():
    prk = hmac.digest(b"salt", KEY, "sha256")
    first = hmac.digest(prk, b"purpose" + b"\x01", "sha256")
    second = hmac.digest(prk, first + b"purpose" + b"\x02", "sha256")

    assert sealing.derive(KEY, "purpose", salt=b"salt", length=64) == first + second
    assert sealing.derive(KEY, "purpose") != sealing.derive(KEY, "purposes")


def test_a_digest_is_sha_256():
    assert sealing.digest(b"abc").hex() == hashlib.sha256(b"abc").hexdigest()


def test_the_public_half_of_a_known_private_half_is_known():
    # RFC 7748, 5.2: after one iteration.
    public = "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"

    assert sealing.public_of(b"\x09".ljust(32, b"\0")).hex() == public


@both
def test_what_was_sealed_opens_in_its_place(door):
    assert opened(door, shut(door)) == PLAIN


@both
def test_every_altered_byte_closes_it(door):
    sealed = shut(door)

    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1 << at % 8
        with pytest.raises(NotOpened):
            opened(door, bytes(altered))


@both
def test_every_missing_or_added_end_closes_it(door):
    sealed = shut(door)

    for shorter in range(len(sealed)):
        with pytest.raises(NotOpened):
            opened(door, sealed[:shorter])
    with pytest.raises(NotOpened):
        opened(door, sealed + b"\x00")


@both
@pytest.mark.parametrize("nothing", [None, b""])
def test_nothing_opens_nothing(door, nothing):
    with pytest.raises(NotOpened):
        opened(door, nothing)


@both
@pytest.mark.parametrize("version", [0, 2, 255])
def test_another_version_is_told_apart_and_stays_closed(door, version):
    with pytest.raises(UnknownSuite):
        opened(door, bytes([version]) + shut(door)[1:])


@both
@pytest.mark.parametrize("place", MOVED.values(), ids=MOVED)
def test_a_value_that_was_moved_does_not_open(door, place):
    with pytest.raises(NotOpened):
        opened(door, shut(door), place)


@both
@pytest.mark.parametrize("place", MOVED.values(), ids=MOVED)
def test_a_careless_seal_would_open_wherever_it_is_moved(monkeypatch, door, place):
    monkeypatch.setattr(Place, "encoded", lambda _place: b"anywhere")

    assert opened(door, shut(door), place) == PLAIN


def test_another_persons_key_opens_nothing():
    with pytest.raises(NotOpened):
        sealing.open_sealed(KEY, sealing.seal(PUBLIC, PLAIN, PLACE), PLACE)
    with pytest.raises(NotOpened):
        sealing.unlock(PRIVATE, sealing.lock(KEY, PLAIN, PLACE), PLACE)


@both
def test_an_encapsulated_key_of_zeros_is_refused_like_any_other(door):
    with pytest.raises(NotOpened):
        opened(door, b"\x01" + bytes(80))


@both
def test_the_same_text_never_gives_the_same_bytes(door):
    sealed = {shut(door) for _ in range(50)}

    assert len(sealed) == 50
    assert len({each[1:13] for each in sealed}) == 50


WORDS = st.text(alphabet="abå\0-", max_size=4)
PLACES = st.builds(Place, WORDS, WORDS, WORDS, st.binary(max_size=3), st.integers(0, 12), WORDS)


@given(PLACES, PLACES)
def test_two_places_never_share_an_encoding(one, other):
    assert (one == other) == (one.encoded() == other.encoded())


@given(PLACES, st.integers(0, 4), st.integers(1, 3))
def test_a_border_moved_between_two_fields_shows(place, field, length):
    texts = [place.purpose, place.table, place.column, place.author, str(place.position)]
    left, right = texts[field - 1], texts[field]
    moved = [*texts]
    moved[field - 1], moved[field] = left + right[:length], right[length:]

    changed = Place(moved[0], moved[1], moved[2], place.row, place.position, moved[3])

    assert changed == place or changed.encoded() != place.encoded()


@pytest.mark.parametrize(
    ("text_bytes", "padded"),
    [
        (0, 1_024),
        (1, 1_024),
        (1_020, 1_024),
        (1_021, 4_096),
        (4_092, 4_096),
        (4_093, 16_384),
        (16_380, 16_384),
        (16_381, 65_536),
        (65_532, 65_536),
    ],
)
def test_a_text_is_padded_to_one_of_four_sizes_and_comes_back(text_bytes, padded):
    text = "å" * (text_bytes // 2) + "x" * (text_bytes % 2)

    whole = sealing.pad(text)

    assert len(whole) == padded == sealing.padded_length(text_bytes + 4)
    assert sealing.unpad(whole) == text


def test_every_length_up_to_a_few_sizes_comes_back():
    for length in (*range(1_100), *range(4_000, 4_200)):
        assert sealing.unpad(sealing.pad("x" * length)) == "x" * length


@given(st.text(max_size=300))
def test_every_text_comes_back(text):
    assert sealing.unpad(sealing.pad(text)) == text


@pytest.mark.parametrize("text", ["x" * 65_533, "å" * 32_767, "😀" * 20_000])
def test_a_text_that_is_too_long_is_refused(text):
    with pytest.raises(TooLong):
        sealing.pad(text)


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00\x00",
        b"\x00\x00\x00\x01x",  # of no padded size
        b"\x00\x00\x04\x00" + b"x" * 1_020,  # longer than itself
        b"\xff\xff\xff\xff" + b"x" * 1_020,
        (b"\x00\x00\x00\x02" + b"\xff\xfe").ljust(1_024, b"\0"),  # no text
    ],
)
def test_what_is_not_padded_is_refused(padded):
    with pytest.raises(NotOpened):
        sealing.unpad(padded)
