"""What the generated accounts write, as JSON strings: few texts each, with figures, names and links that differ.

A quarter of the accounts write Japanese. `%(n)d` stands for what differs.
"""

import orjson

MESSAGES = {
    "en": (
        "Your code is %(n)d. It is valid for 10 minutes. Do not share it with anybody.",
        "Order #%(n)d has left our warehouse. Follow it at https://track.example/o/%(n)d?s=sms",
        "Hi! Your table for 4 at 19:30 is booked, number %(n)d. Reply C to change it.",
        "Reminder: your appointment no. %(n)d is tomorrow at 9:15. Call us if you cannot come.",
        "Your bill of $%(n)d.50 is due on 30/09. Pay at www.pay.example/%(n)d or at any branch.",
        "Sale! 20% off all teas until Sunday with code TEA%(n)d. shop.example/sale Reply STOP to opt out.",
    ),
    "ja": (
        "認証コードは %(n)d です。10分以内に入力してください。第三者に教えないでください。",
        "ご注文 %(n)d の商品を発送しました。配送状況はこちら https://track.example/o/%(n)d",
        "【予約確認】明日19時30分、4名様で承っております(予約番号%(n)d)。変更はお電話にてお願いいたします。",
    ),
}
ANSWERS = (b'"Thanks, see you then"', b'"OK"', '"ありがとうございます"'.encode())
OPTING_OUT = (b'"STOP"', b'"Stop."', '"停止"'.encode())

_LETTER = """\
Dear customer %(n)d,

%(said)s You will find it in your account at https://shop.example/a/%(n)d/orders and, for the next 30 days, in the
branch that you chose. If you have any question, reply to this mail or call us between 8:00 and 18:00; please have
your customer number at hand, so that we find your case at once.

  - Items: 3
  - Total: $%(n)d.90, of which VAT $14.20
  - To be paid by 30 September

Did you know that you can have your orders delivered to a neighbour? Choose "delivery preferences" in your account, and
say to whom we may hand a parcel when nobody is in. It takes a minute, and you can change it whenever you like. Whoever
orders for more than $40 pays nothing for the delivery, on all days but Sundays, in all cities that we deliver to.

Kind regards,
Your shop, 1 High Street, Springfield

You receive this mail because you are a customer of ours. To have no more of them: https://shop.example/u/%(n)d
"""
_BRIEF = """\
お客様番号 %(n)d 様

%(said)s 詳しくはマイページ https://shop.example/a/%(n)d/orders をご覧ください。

・点数：3点
・合計：¥%(n)d（税込）
・お支払期限：9月30日

ご不明な点がございましたら、このメールにご返信いただくか、平日8時から18時までにお電話でお問い合わせください。お問い合わせの際は、お客様番号をお
手元にご用意いただきますようお願いいたします。また、ご不在時にご近所の方にお荷物をお預けすることもできます。マイページの「配送設定」から、いつでもご変
更いただけます。4,000円以上のご注文は、日曜日を除き、全国どこでも送料無料でお届けいたします。

今後ともよろしくお願いいたします。

このメールの配信停止をご希望の方はこちら https://shop.example/u/%(n)d
"""
_SAID = {
    "en": (
        "Your order has been packed and will be with you tomorrow.",
        "Here is the receipt for what you bought from us last week.",
        "There are ten new teas in our shop, all from this year's harvest.",
        "Your password has been changed; if that was not you, tell us at once.",
    ),
    "ja": (
        "ご注文の商品の準備が整いました。明日お届けいたします。",
        "先週お買い上げいただいた商品の領収書をお送りいたします。",
        "今年摘まれた新茶が十種類入荷いたしました。",
    ),
}


def _json(text: str) -> bytes:
    return orjson.dumps(text)


MESSAGE_BODIES = {language: tuple(map(_json, texts)) for language, texts in MESSAGES.items()}
MAIL_BODIES = {
    language: tuple(_json(whole.replace("%(said)s", said)) for said in _SAID[language])
    for language, whole in (("en", _LETTER), ("ja", _BRIEF))
}


def language_of(account: int) -> str:
    """What an account writes in."""
    return "ja" if account % 4 == 1 else "en"


def body(bodies: dict[str, tuple[bytes, ...]], account: int, which: int, n: int) -> bytes:
    """One of the account's texts."""
    own = bodies[language_of(account)]
    return own[(account + which) % len(own)].replace(b"%(n)d", b"%d" % n)
