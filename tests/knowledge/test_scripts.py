"""The language that a script tells."""

import pytest

from anthology.knowledge.scripts import written_in

CHINESE = "今天我们把所有的船都停在港口里，风很大，绳子要系两次才行。\n"
JAPANESE = "船が出る前に、綱を二度結ぶ。風の強い日は三度結ぶこともある。\n"
COMMANDS = "```console\n$ nova boot --image precise --flavor small server-one server-two\n```\n"


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        (CHINESE, None, "zh"),
        (CHINESE, "en-US", "zh"),
        (CHINESE, "zh-TW", "zh-TW"),
        (CHINESE + "见「メタ」\n", None, "zh"),
        (CHINESE + COMMANDS * 20, None, "zh"),
        (
            CHINESE + "[x](https://boats.example/a/very/long/address/in/latin/letters) `nova list`\n",
            None,
            "zh",
        ),
        (JAPANESE, None, "ja"),
        (JAPANESE, "zh", "zh"),
        ("배가 떠나기 전에 밧줄을 두 번 묶는다. 바람이 강한 날에는 세 번.", "en", "ko"),
        ("نص قصير عن القوارب وعن الميناء في الصباح الباكر", None, "ar"),
        ("قایق‌ها پیش از طوفان به بندر باز می‌گردند و چراغ می‌سوزد", None, "fa"),
        ("הסירות חוזרות לנמל לפני הסערה בכל ערב", "en", "he"),
        ("Τα καράβια γυρίζουν στο λιμάνι πριν από την καταιγίδα", None, "el"),
        ("Эта строка написана кириллицей, и языков у неё много.", None, None),
        ("Эта строка написана кириллицей, и языков у неё много.", "ru", "ru"),
        ("English words with a name, 佐藤, in them and an α.", None, None),
        ("English only.", "en", "en"),
        ("船", None, None),
        ("", None, None),
    ],
)
def test_what_a_script_tells(text, said, language):
    assert written_in(text, said) == language
