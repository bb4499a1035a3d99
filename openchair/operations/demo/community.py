"""Who lives in the demonstration. Everybody and everything here is invented."""

from dataclasses import dataclass, field
from datetime import time

ORGANISATION = "Northlight Network"


@dataclass(frozen=True)
class Someone:
    """A person of the demonstration: how they sign in, and what they do here."""

    name: str
    """Sign-in name; never shown in a group."""
    roles: tuple[str, ...] = ()
    training: str = ""
    pronouns: str = ""
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "Europe/Lisbon"


@dataclass(frozen=True)
class Chair:
    """A person's place in one group, under the name chosen there."""

    person: str
    pseudonym: str
    part: str = "member"
    story: str = "steady"
    """steady, keen (speaks a lot), quiet, silent_month (silent for four weeks, now speaks), lapsed, left, late (joined midway)."""


@dataclass(frozen=True)
class Circle:
    """A group with its week, its words and its chairs."""

    name: str
    purpose: str
    kind: str
    mode: str
    format: str
    weekday: int
    starts: time
    minutes: int
    seats: int
    leadership: str
    chairs: tuple[Chair, ...]
    place: str = ""
    retention: int = 30
    time_zone: str = "Europe/Lisbon"
    options: tuple[str, ...] = ()
    """Optional clauses this group chose."""
    shares: tuple[str, ...] = field(default=())
    """What people of this group say in the share round."""


STAFF = (
    Someone("runa-k", ("coordinator",), pronouns="she/her"),
    Someone("ines.m", ("supervisor",), pronouns="she/her"),
    Someone("tomas-op", ("operator",)),
    Someone(
        "ilse.varga", ("facilitator", "therapist"), training="therapist", pronouns="she/her", languages=("en", "pt")
    ),
    Someone("mira.osei", ("facilitator", "therapist"), training="therapist", pronouns="she/her"),
    Someone("amara-leads", ("facilitator",), training="peer", pronouns="she/her"),
    Someone("pell-helps", ("facilitator",), training="peer", pronouns="they/them"),
    Someone("joao.b", ("facilitator",), training="peer", pronouns="he/him", languages=("pt", "en")),
    Someone("hettie-w", ("facilitator",), training="peer", pronouns="she/her"),
    Someone("sunil.r", ("facilitator",), training="peer", pronouns="he/him"),
    Someone("noor-a", ("facilitator",), training="peer", pronouns="she/her"),
)

_MEMBER_NAMES = (
    "quietharbour", "ninefeathers", "oldbicycle", "seventhstreet", "rainafter", "halfamoon", "paperboats", "northwall",
    "redkettle", "slowtrain", "marblecat", "lastbus", "openwindow", "greenjumper", "twopebbles", "lowland", "saltbread",
    "firstsnow", "woodensp00n", "blueladder", "tinroof", "appletree9", "longwayround", "nightferry", "yellowcoat",
    "plainpaper", "stonebridge", "softrain", "evenkeel", "brassbell", "cloudberry", "sparewheel", "teaatfour",
    "littlebay", "mapmaker", "overcast", "thirdchair", "windfall", "driftwood7", "kitchenlight", "hillside", "backgarden",
    "warmsocks", "fieldnotes", "riverbend", "smallhours", "emptyshelf", "pinecone", "morningpost",
)  # fmt: skip
MEMBERS = tuple(
    Someone(name, pronouns=("she/her", "he/him", "they/them", "")[index % 4])
    for index, name in enumerate(_MEMBER_NAMES)
)
NEWCOMER = Someone("newhere")
"""Signed up, in no group yet: the link for looking around as a newcomer."""

RECOVERY = (
    "I walked home the long way so I would not pass the shop. It took an hour. I was rather proud of that hour.",
    "My sister asked me to hold her baby. She has not asked me that in two years.",
    "Friday night was long. I put the kettle on four times and drank none of it. Then it was Saturday.",
    "I told my manager I do not come to the drinks. He said fine. I had practised an answer for a fight that never came.",
    "I keep finding out how much of the evening there is. I have started to mend a chair.",
    "The craving comes at five, like a train. This week I stood on the platform and let it go through.",
)
LOW_MOOD = (
    "I opened the curtains before noon three times. That is my whole report, and I am content with it.",
    "I answered one message instead of all of them. One turned out to be enough.",
    "On Thursday nothing had a colour. I went and sat in the library, so that I was at least among chairs.",
    "I laughed at something on the bus, and noticed it, and then noticed that I had noticed.",
    "I said no to a lunch without a reason. Nobody died of it.",
)
GRIEF = (
    "I still lay two cups out. This week I left the second one there and drank my tea beside it.",
    "Somebody said his name in a shop, about somebody else. I had to go and look at the yoghurt for a while.",
    "I gave her coats away. I kept the one with the bus ticket in its pocket.",
    "It is the ordinary Tuesdays. I was ready for the birthdays.",
)
ILLNESS = (
    "I planned one thing a day and did it on four days. On the other three I rested before I had to.",
    "The new doctor read my file before I came in. I nearly cried at the reception desk.",
    "I told my friend what a flare is, with a drawing. She has stuck it on her fridge.",
    "I am tired of being told I look well. I am going to say thank you, and that I am tired.",
)
CARE = (
    "My brother took Sunday. I sat in the car outside a museum and ate an entire loaf.",
    "She did not know me on Monday. On Wednesday she asked if I had eaten. I took that one home.",
    "I asked for help in so many words. It came, and it was wrong, and it was still help.",
    "I slept six hours in one piece. I keep mentioning it to people.",
)
PARENTS = (
    "I put him down and went to stand on the balcony for one minute. We were both alive when I came back.",
    "We had a whole day without shouting. Nobody knows why, so we cannot do it again on purpose.",
    "I told my daughter I was sorry. She said, I know, can I have a plum.",
    "At the nursery gate I said I find it hard, and three people moved closer.",
)
PRIDE = (
    "I used the right name on the form. My hand shook so much that it is hardly readable, but it is right.",
    "My aunt asked about him by name. I have been smiling at walls since.",
    "I went to the swimming pool. I stayed eleven minutes. Next time, twelve.",
    "I corrected somebody, kindly, and the room went on turning.",
)
TRAUMA = (
    "I sat with my back to the door for a whole coffee.",
    "The fireworks were announced, so I had a plan: headphones, the bath, your words from last week. It held.",
    "I noticed my shoulders before they reached my ears.",
    "I slept with the light off. It was one night. I am counting it.",
)

CIRCLES = (
    Circle(
        "The Long Table", "We are in our first years without drinking or using. We meet to get through the week in company, and to laugh now and then.",
        "addiction_recovery", "peer", "online", 2, time(19, 0), 75, 11, "peer",
        (
            Chair("amara-leads", "Amara", "facilitator"), Chair("pell-helps", "Pell", "co_facilitator"),
            Chair("quietharbour", "Wren"), Chair("ninefeathers", "Tove", story="keen"),
            Chair("oldbicycle", "Juniper"), Chair("seventhstreet", "Bramble", story="lapsed"),
            Chair("rainafter", "Okapi", story="silent_month"), Chair("halfamoon", "Marlow", story="keen"),
            Chair("paperboats", "Sorrel"), Chair("northwall", "Linden", story="quiet"), Chair("redkettle", "Heron", story="left"),
        ),
        options=("sobriety", "outside_contact"), shares=RECOVERY,
    ),
    Circle(
        "First Steps, with a clinician", "For the first three months after stopping. We learn what to do with an evening, and with a bad night.",
        "addiction_recovery", "therapy", "in_person", 0, time(17, 30), 90, 8, "therapist",
        (
            Chair("ilse.varga", "Dr. Varga", "facilitator"), Chair("slowtrain", "Aspen"), Chair("marblecat", "Finch"),
            Chair("lastbus", "Ash", story="lapsed"), Chair("openwindow", "Teal", story="quiet"), Chair("greenjumper", "Moss"),
        ),
        place="Northlight House, the blue room", options=("sobriety",), shares=RECOVERY,
    ),
    Circle(
        "After a loss", "Grief of any kind and any age. You can talk about them by name here.",
        "grief", "peer", "hybrid", 3, time(18, 30), 75, 9, "peer",
        (
            Chair("hettie-w", "Hettie", "facilitator"), Chair("twopebbles", "Clover"), Chair("lowland", "Reed", story="keen"),
            Chair("saltbread", "Lark", story="quiet"), Chair("firstsnow", "Yarrow"), Chair("woodensp00n", "Pike", story="left"),
        ),
        place="The parish hall, side door", options=("pairing_off",), shares=GRIEF,
    ),
    Circle(
        "Sunday Kitchen", "We cook, then we talk. For anybody whose head makes things heavy.",
        "mental_health", "peer", "hybrid", 6, time(10, 0), 90, 12, "peer",
        (
            Chair("joao.b", "João", "facilitator"), Chair("blueladder", "Thyme"), Chair("tinroof", "Basil", story="keen"),
            Chair("appletree9", "Sage"), Chair("longwayround", "Fennel", story="late"), Chair("nightferry", "Rue", story="quiet"),
            Chair("yellowcoat", "Dill"),
        ),
        place="Community kitchen, Rua do Farol", shares=LOW_MOOD,
    ),
    Circle(
        "Low Tide", "A therapy group for depression. Small steps, and what gets in their way.",
        "mental_health", "therapy", "online", 1, time(18, 0), 90, 8, "therapist",
        (
            Chair("mira.osei", "Dr. Osei", "facilitator"), Chair("plainpaper", "Dune"), Chair("stonebridge", "Gull"),
            Chair("softrain", "Shell", story="silent_month"), Chair("evenkeel", "Tern"), Chair("brassbell", "Kelp", story="quiet"),
        ),
        shares=LOW_MOOD,
    ),
    Circle(
        "Slow Mornings", "Living with an illness that stays. Pacing, doctors, and being believed.",
        "chronic_illness", "peer", "online", 4, time(10, 30), 60, 10, "peer",
        (
            Chair("noor-a", "Noor", "facilitator"), Chair("cloudberry", "Plum"), Chair("sparewheel", "Quince", story="keen"),
            Chair("teaatfour", "Medlar"), Chair("littlebay", "Fig", story="quiet"), Chair("mapmaker", "Olive"),
        ),
        shares=ILLNESS,
    ),
    Circle(
        "The Second Shift", "For people who care for somebody at home. Come in your slippers.",
        "caregivers", "peer", "online", 1, time(20, 30), 60, 10, "peer",
        (
            Chair("sunil.r", "Sunil", "facilitator"), Chair("overcast", "Poppy"), Chair("thirdchair", "Rowan", story="keen"),
            Chair("windfall", "Iris"), Chair("driftwood7", "Flint", story="late"),
        ),
        shares=CARE,
    ),
    Circle(
        "Relatives' Evening", "For families and friends of people who drink or use. It is about us, for once.",
        "caregivers", "peer", "hybrid", 3, time(19, 30), 75, 10, "peer",
        (
            Chair("hettie-w", "Hettie", "facilitator"), Chair("kitchenlight", "Maple"), Chair("hillside", "Vale"),
            Chair("backgarden", "Briar", story="quiet"), Chair("warmsocks", "Fern"),
        ),
        place="Northlight House, upstairs", options=("outside_contact",), shares=CARE,
    ),
    Circle(
        "Small Hours", "New parents and not-so-new ones. Babies may be heard.",
        "parenting", "peer", "online", 4, time(13, 0), 60, 10, "peer",
        (
            Chair("noor-a", "Noor", "facilitator"), Chair("smallhours", "Peach"), Chair("emptyshelf", "Nettle", story="silent_month"),
            Chair("pinecone", "Hazel"), Chair("morningpost", "Daisy", story="keen"),
        ),
        shares=PARENTS,
    ),
    Circle(
        "Open House", "For LGBTQ+ people of every age. You need no label to sit down.",
        "lgbtq", "peer", "in_person", 5, time(16, 0), 90, 12, "peer",
        (
            Chair("joao.b", "João", "facilitator"), Chair("fieldnotes", "Indigo"), Chair("riverbend", "Coral", story="keen"),
            Chair("oldbicycle", "Slate"), Chair("greenjumper", "Amber"), Chair("littlebay", "Rose", story="quiet"),
        ),
        place="Café Maré, back room", options=("pairing_off",), shares=PRIDE,
    ),
    Circle(
        "Steady Ground", "A therapy group after trauma. We do not tell what happened; we learn to stand on today.",
        "trauma", "therapy", "online", 2, time(17, 0), 90, 7, "therapist",
        (
            Chair("mira.osei", "Dr. Osei", "facilitator"), Chair("saltbread", "Granite"), Chair("tinroof", "Cedar"),
            Chair("overcast", "Oak", story="quiet"), Chair("windfall", "Pebble"),
        ),
        retention=14, shares=TRAUMA,
    ),
    Circle(
        "Exam Term", "Students, mostly awake. For when the term is bigger than you are.",
        "mental_health", "peer", "online", 0, time(19, 0), 60, 12, "peer",
        (
            Chair("sunil.r", "Sunil", "facilitator"), Chair("appletree9", "Jay"), Chair("plainpaper", "Wick"),
            Chair("cloudberry", "Tansy", story="late"), Chair("morningpost", "Pip"),
        ),
        retention=7, shares=LOW_MOOD,
    ),
)  # fmt: skip

LIVE_CIRCLE = "The Long Table"
VISITOR_LINKS = {
    "a newcomer": "newhere",
    "a member": "quietharbour",
    "a facilitator": "amara-leads",
    "a therapist": "ilse.varga",
    "a coordinator": "runa-k",
    "a supervisor": "ines.m",
    "an operator": "tomas-op",
}
"""One person of each role whose sign-in link is printed; the simulated members never play these."""

CHECK_INS = (
    "Tired, but here.", "Better than last week.", "A bit raw today.", "Calm, for once.", "Busy head.", "Glad to sit down.",
    "Middling. I would like to listen first.", "Hopeful, carefully.", "Low, and I came anyway.", "Fine. Really fine, not the other fine.",
)  # fmt: skip
CELEBRATIONS = (
    "Forty days today.", "I cooked something with more than three ingredients.", "I rang my mother and it was short and good.",
    "I went to the dentist.", "I asked for help before it was too late, which is new.",
)  # fmt: skip
COMMITMENTS = (
    "Walk to the river twice, even if it rains.", "Ring my brother on Sunday.", "Go to bed before midnight on three nights.",
    "Eat lunch sitting down.", "Say no once, and not explain it.", "Write to the doctor about the tablets.",
    "Put the phone in the kitchen at night.", "Go to the other shop.", "Ask one person how they are, and wait for the answer.",
)  # fmt: skip
TAKE_AWAYS = (
    "That I am not the only one.", "The bit about the platform and the train.", "Four words can be enough.",
    "I can leave a room for ten minutes and come back.", "That somebody else counts Sundays too.",
    "Asking early is allowed.", "A small thing done beats a big one planned.", "I will remember the laughing.",
)  # fmt: skip
REPORTS = {
    "done": (
        "I did it, on the second try. It took eleven minutes, and I had put it off for a year.",
        "Done. It was less dramatic than in my head.", "Yes. My sister asked what had come over me.",
        "I did it the same evening, before I could think of a reason not to.",
    ),
    "part": (
        "Half of it. The half I did was the half that scared me.", "I began, and then the week got loud. I will go on.",
        "Three days out of seven, which is three more than the week before.",
        "Partly. I wrote the message and have not sent it.", "Some of it. I would like to name it again tonight.",
    ),
    "not_this_time": (
        "Not this time. I thought of it every day, if that counts for anything.",
        "It did not happen. I am glad I can say that here and stay sitting.", "No. It was too big; I will cut it in two.",
    ),
}  # fmt: skip
RETURNED = "I lapsed on Saturday. I am telling you because I said I would. I am here, and today is a day."
FIRST_WORDS = (
    "I have not said anything for a month. I wanted you to know that I listened to all of it. That is all for today."
)
THANKS = (
    "Thank you for saying that.", "I know that corner. It was good to hear it from somebody else.",
    "I have nothing clever to say. I am glad you said it.", "That stays with me.",
)  # fmt: skip
GREETING = "Good that you came. You can pass any time, and you can only listen. I will be here."
COMING = "I am with you. Tell me as much or as little as you like."
