"""Letters to people who are made up: the same ones in each run, none twice."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kernel.settings import Profile, S3Settings
from signing.domain.facts import LetterFacts
from signing.settings import SANDBOX_ISSUER, SigningSettings

PUBLIC_URL = "https://zhengxin.example"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰文辉鑫宇浩然子轩梓涵欣怡雨桐诗琪嘉豪俊博思远若曦晨曦"
    "梦瑶一诺浩宇宇航佳怡雅婷志强建华国庆海燕春梅玉兰金凤喆堃镕玥珺翀旻昊彧晗烨韬骁骏馨懿瑾瑜琛璇蕊薇蓓蕾"
    "菡萏芷若沐泽洺淇渊淼"
)
PURPOSES = (
    "办理购房贷款手续",
    "参加事业单位公开招聘资格复审",
    "办理落户手续",
    "职称评审",
    "报考国家公务员",
    "入党政审",
)
RECEIVERS = ("", "北京市公安局海淀分局中关村派出所", "某某市人力资源和社会保障局", "中国某某银行股份有限公司某某支行")


def usual_letter() -> LetterFacts:
    """The letter that is made again and again."""
    return _letter("张三丰", 1, "办理购房贷款手续", RECEIVERS[1])


def letters(count: int, *, seed: int = 20261122) -> Iterator[LetterFacts]:
    """Letters of both types, each to somebody else."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
        yield _letter(
            name, number, chance.choice(PURPOSES), chance.choice(RECEIVERS), ("custody", "political_review")[number % 2]
        )


def settings(folder: Path, algorithm: str, *, lanes: int = 1) -> SigningSettings:
    """Settings of a sandbox that speaks to no server."""
    return SigningSettings(
        profile=Profile.SANDBOX,
        data_dir=folder / algorithm,
        public_url=PUBLIC_URL,
        certificates_s3=S3Settings(endpoint="127.0.0.1:1", access_key="", secret_key="", bucket="c"),
        database_url="postgresql://signing@127.0.0.1:1/signing",
        broker_url="amqp://127.0.0.1:1/",
        event_keys="bench:" + "A" * 43 + "=",
        seal_keys="bench:" + "A" * 43 + "=",
        index_key="A" * 43 + "=",
        internal_token="",
        sandbox_key_algorithm=algorithm,
        lanes=lanes,
    )


def _letter(
    name: str,
    number: int,
    purpose: str,
    receiver: str,
    certificate_type: str = "custody",
) -> LetterFacts:
    return LetterFacts(
        certificate_type=certificate_type,
        name=name,
        id_number=f"11010119{60 + number % 40}{1 + number % 9:02}{10 + number % 18}{number % 10_000:04}",
        sex="男女"[number % 2],
        archive_type="unit",
        archive_number=f"2207520{number:05}",
        purpose=purpose,
        receiver=receiver,
        number=f"2026{number:08}",
        display_number=f"证信〔2026〕{number:08}号",
        check_code=f"K7QF2M9D{number % 100:02}",
        issued_on=date(2026, 11, 22),
        issuer=SANDBOX_ISSUER,
        sandbox=True,
    )
